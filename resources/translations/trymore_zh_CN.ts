<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About TryMoreGPT</source>
        <translation>关于 TryMoreGPT</translation>
    </message>
    <message>
        <source>Version {version} · Python {python} · Qt {qt}</source>
        <translation>版本 {version} · Python {python} · Qt {qt}</translation>
    </message>
    <message>
        <source>Chat in Chinese and English with TryMoreGPT on your own computer. Nothing you write leaves it.</source>
        <translation>在自己的电脑上用中文和英文与 TryMoreGPT 聊天。您写的一切都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>This program is free software under the Apache License 2.0. It uses Qt and PySide6 under the LGPL 3, PyTorch, SentencePiece, markdown-it-py, Pygments and other free software. The weights of a model have a licence of their own.</source>
        <translation>本程序是采用 Apache License 2.0 的自由软件，使用了采用 LGPL 3 的 Qt 和 PySide6，以及 PyTorch、SentencePiece、markdown-it-py、Pygments 等自由软件。模型权重另有自己的许可证。</translation>
    </message>
    <message>
        <source>The program never looks for a newer version by itself; the button opens a page.</source>
        <translation>程序从不自行检查新版本；按下按钮会打开网页。</translation>
    </message>
    <message>
        <source>Copy version</source>
        <translation>复制版本信息</translation>
    </message>
    <message>
        <source>Check for updates…</source>
        <translation>检查更新…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;New chat</source>
        <translation>新建对话(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>导入(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Export this conversation…</source>
        <translation>导出此对话(&amp;E)…</translation>
    </message>
    <message>
        <source>Export &amp;all conversations…</source>
        <translation>导出全部对话(&amp;A)…</translation>
    </message>
    <message>
        <source>E&amp;xport as training data…</source>
        <translation>导出为训练数据(&amp;X)…</translation>
    </message>
    <message>
        <source>&amp;Trash…</source>
        <translation>回收站(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Pin</source>
        <translation>置顶(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>复制一份(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Move to trash</source>
        <translation>移到回收站(&amp;M)</translation>
    </message>
    <message>
        <source>Ask t&amp;wo models…</source>
        <translation>同时问两个模型(&amp;W)…</translation>
    </message>
    <message>
        <source>&amp;Stop the reply</source>
        <translation>停止回答(&amp;S)</translation>
    </message>
    <message>
        <source>Re&amp;generate</source>
        <translation>重新生成(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Continue the reply</source>
        <translation>继续回答(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Edit my last message</source>
        <translation>编辑我的上一条消息(&amp;E)</translation>
    </message>
    <message>
        <source>Cop&amp;y the last reply</source>
        <translation>复制上一条回答(&amp;Y)</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>搜索(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Write a message</source>
        <translation>写消息(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Previous conversation</source>
        <translation>上一个对话(&amp;P)</translation>
    </message>
    <message>
        <source>Ne&amp;xt conversation</source>
        <translation>下一个对话(&amp;X)</translation>
    </message>
    <message>
        <source>Side&amp;bar</source>
        <translation>侧边栏(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation>放大文字(&amp;L)</translation>
    </message>
    <message>
        <source>S&amp;maller text</source>
        <translation>缩小文字(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Normal text</source>
        <translation>正常大小(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>模型(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Set up a model…</source>
        <translation>配置模型(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Unload the model</source>
        <translation>卸载模型(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About TryMoreGPT</source>
        <translation>关于 TryMoreGPT(&amp;A)</translation>
    </message>
</context>
<context>
    <name>Activity</name>
    <message>
        <source>{speed} tokens/s</source>
        <translation>{speed} 词元/秒</translation>
    </message>
    <message>
        <source>The reply is ready</source>
        <translation>回答已完成</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Reading the conversation</source>
        <translation>正在阅读对话</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>正在导入</translation>
    </message>
    <message>
        <source>Merging; the reply comes after it</source>
        <translation>正在合并，之后再回答</translation>
    </message>
    <message>
        <source>The model is merged</source>
        <translation>模型已合并完成</translation>
    </message>
    <message>
        <source>Merging</source>
        <translation>正在合并</translation>
    </message>
</context>
<context>
    <name>AnswerCard</name>
    <message>
        <source>Thinking…</source>
        <translation>正在思考…</translation>
    </message>
    <message>
        <source>{tokens} tokens/s · {characters} characters/s</source>
        <translation>{tokens} 词元/秒 · {characters} 字/秒</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭提示</translation>
    </message>
</context>
<context>
    <name>BasePage</name>
    <message>
        <source>Your LLaMA base</source>
        <translation>您的 LLaMA 基座</translation>
    </message>
    <message>
        <source>LLaMA of the first generation (2023), 7B or 13B. Not LLaMA-2, not GGUF.</source>
        <translation>第一代 LLaMA（2023 年），7B 或 13B。不是 LLaMA-2，也不是 GGUF。</translation>
    </message>
    <message>
        <source>Drop the folder with your LLaMA weights here</source>
        <translation>将 LLaMA 权重所在的文件夹拖到这里</translation>
    </message>
    <message>
        <source>Taken as they are: Hugging Face folders (.safetensors or .bin) and Meta&apos;s original files (consolidated.00.pth). Your files are only read, never changed.</source>
        <translation>可直接使用：Hugging Face 文件夹（.safetensors 或 .bin），以及 Meta 原始文件（consolidated.00.pth）。您的文件只会被读取，绝不会被改动。</translation>
    </message>
    <message>
        <source>This is a good base.</source>
        <translation>这个基座可以使用。</translation>
    </message>
    <message>
        <source>Original files of Meta: they are converted while merging, no extra step.</source>
        <translation>Meta 原始文件：合并时自动转换，无需额外步骤。</translation>
    </message>
</context>
<context>
    <name>ChatMenus</name>
    <message>
        <source>Own role</source>
        <translation>自定义角色</translation>
    </message>
    <message>
        <source>Roles and instructions…</source>
        <translation>角色与指令…</translation>
    </message>
    <message>
        <source>Adjust…</source>
        <translation>调整…</translation>
    </message>
    <message>
        <source>As in the settings ({style})</source>
        <translation>与设置相同（{style}）</translation>
    </message>
    <message>
        <source>{name} (not connected)</source>
        <translation>{name}（未连接）</translation>
    </message>
</context>
<context>
    <name>CheckingPage</name>
    <message>
        <source>Checking</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>The merged model is read again from the drive.</source>
        <translation>从磁盘上重新读取合并好的模型。</translation>
    </message>
    <message>
        <source>Skip the check</source>
        <translation>跳过校验</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新校验</translation>
    </message>
    <message>
        <source>{done} of {total} compared with what was written</source>
        <translation>已与写入的内容比对 {done} / {total}</translation>
    </message>
    <message>
        <source>{done} of {total} searched for damaged numbers</source>
        <translation>已查找损坏的数值 {done} / {total}</translation>
    </message>
    <message>
        <source>All {tensors} tensors are sound, {size} read again.</source>
        <translation>全部 {tensors} 个张量完好，重新读取了 {size}。</translation>
    </message>
    <message>
        <source>Verified: this is {release}.</source>
        <translation>校验通过：这是 {release}。</translation>
    </message>
    <message>
        <source>Not a release that is known here; the first words will tell.</source>
        <translation>不是已知的发布版本，接下来试一试便知。</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在校验…</translation>
    </message>
</context>
<context>
    <name>CodeBar</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>Copy this code</source>
        <translation>复制这段代码</translation>
    </message>
</context>
<context>
    <name>CompareDialog</name>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Answering…</source>
        <translation>正在回答…</translation>
    </message>
    <message>
        <source>{tokens} tokens, {speed} tokens/s</source>
        <translation>{tokens} 个词元，{speed} 词元/秒</translation>
    </message>
    <message>
        <source>Ask two models</source>
        <translation>同时问两个模型</translation>
    </message>
    <message>
        <source>A question for both models</source>
        <translation>向两个模型提出的问题</translation>
    </message>
    <message>
        <source>Ask both</source>
        <translation>问这两个模型</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Go on with this answer</source>
        <translation>用这个回答继续</translation>
    </message>
    <message>
        <source>The model that answers here</source>
        <translation>在此处回答的模型</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Insert text files</source>
        <translation>插入文本文件</translation>
    </message>
    <message>
        <source>Write a message…</source>
        <translation>写消息…</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter starts a new line</source>
        <translation>Enter 发送，Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Shift+Enter sends, Enter starts a new line</source>
        <translation>Shift+Enter 发送，Enter 换行</translation>
    </message>
    <message>
        <source>Send ({hint})</source>
        <translation>发送（{hint}）</translation>
    </message>
    <message>
        <source>Stop the reply (Esc)</source>
        <translation>停止回答 (Esc)</translation>
    </message>
    <message>
        <source>Insert the text of a file</source>
        <translation>插入文件中的文字</translation>
    </message>
    <message>
        <source>The role the model plays in this conversation</source>
        <translation>模型在此对话中扮演的角色</translation>
    </message>
    <message>
        <source>How freely the model chooses its words</source>
        <translation>模型选词的自由程度</translation>
    </message>
</context>
<context>
    <name>ContextMeter</name>
    <message>
        <source>The context is counted as soon as a model is loaded</source>
        <translation>加载模型后即开始计算上下文</translation>
    </message>
    <message>
        <source>The next prompt has {total} tokens of the {window} that the model can see; {reserve} are kept for its answer.</source>
        <translation>下一个提示占 {total} 个词元，模型最多能看到 {window} 个；其中 {reserve} 个留给回答。</translation>
    </message>
    <message numerus="yes">
        <source>%n oldest message(s) fall out.</source>
        <translation>
            <numerusform>最早的 %n 条消息将不再被看到。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConversationModel</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>{month} {year}</source>
        <translation>{year}年{month}</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Previous 7 days</source>
        <translation>过去 7 天</translation>
    </message>
    <message>
        <source>Previous 30 days</source>
        <translation>过去 30 天</translation>
    </message>
</context>
<context>
    <name>ConversationPane</name>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
</context>
<context>
    <name>DeltaPage</name>
    <message>
        <source>The TryMoreGPT delta</source>
        <translation>TryMoreGPT 增量</translation>
    </message>
    <message>
        <source>What the authors trained, published as the difference to LLaMA.</source>
        <translation>作者训练的成果，以与 LLaMA 之差的形式发布。</translation>
    </message>
    <message>
        <source>Drop the folder with the delta here</source>
        <translation>将增量所在的文件夹拖到这里</translation>
    </message>
    <message>
        <source>This is a LoRA adapter, which can be merged as well.</source>
        <translation>这是 LoRA 适配器，同样可以合并。</translation>
    </message>
    <message>
        <source>This is a good delta.</source>
        <translation>这个增量可以使用。</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>A reply is being written; send this when it is done.</source>
        <translation>正在写一个回答；请等它完成后再发送。</translation>
    </message>
    <message>
        <source>Message deleted</source>
        <translation>消息已删除</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>“{title}” is in the trash</source>
        <translation>“{title}”已移到回收站</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>TryMoreGPT</source>
        <translation>TryMoreGPT</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>FetchPanel</name>
    <message>
        <source>Where to get it</source>
        <translation>从哪里获取</translation>
    </message>
    <message>
        <source>The authors publish the delta on Hugging Face. Fetch it yourself, or let the program do it: that needs the network, about {size}, and happens only if you press the button.</source>
        <translation>作者在 Hugging Face 上发布增量。您可以自行下载，也可以由程序下载：需要联网，约 {size}，只有点击按钮才会开始。</translation>
    </message>
    <message>
        <source>owner/name on the hub</source>
        <translation>Hugging Face 仓库（所有者/名称）</translation>
    </message>
    <message>
        <source>Mirror, if you use one, for example https://hf-mirror.com</source>
        <translation>镜像（可选），例如 https://hf-mirror.com</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Continue the download</source>
        <translation>继续下载</translation>
    </message>
    <message>
        <source>Fetch it here</source>
        <translation>在此下载</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Asking the hub…</source>
        <translation>正在查询仓库…</translation>
    </message>
    <message>
        <source>Paused.</source>
        <translation>已暂停。</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>Paused at {done} of {total}</source>
        <translation>已暂停于 {done} / {total}</translation>
    </message>
</context>
<context>
    <name>FirstWordsPage</name>
    <message>
        <source>First words</source>
        <translation>试一试</translation>
    </message>
    <message>
        <source>The model is asked one question in Chinese and one in English.</source>
        <translation>用中文和英文各问模型一个问题。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Choose another base</source>
        <translation>更换基座</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>Loading the model: {done} of {total}</source>
        <translation>正在加载模型：{done} / {total}</translation>
    </message>
    <message>
        <source>{name} on {device}, {precision}, {memory}; loaded in {seconds} s</source>
        <translation>{name}，运行于 {device}，{precision}，占用 {memory}；加载用时 {seconds} 秒</translation>
    </message>
    <message>
        <source>The answers look wrong.</source>
        <translation>回答看起来不对。</translation>
    </message>
    <message>
        <source>Most likely the base is not LLaMA of the first generation. You may still chat and see for yourself.</source>
        <translation>很可能基座不是第一代 LLaMA。您仍然可以聊聊，自己判断。</translation>
    </message>
    <message>
        <source>Both answers look like language. All is ready.</source>
        <translation>两个回答都通顺，一切就绪。</translation>
    </message>
    <message>
        <source>An answer is empty.</source>
        <translation>有一个回答是空的。</translation>
    </message>
    <message>
        <source>An answer has broken characters.</source>
        <translation>有一个回答出现乱码。</translation>
    </message>
    <message>
        <source>An answer is not in the language of its question.</source>
        <translation>有一个回答的语言与提问不一致。</translation>
    </message>
    <message>
        <source>An answer repeats itself.</source>
        <translation>有一个回答不断重复。</translation>
    </message>
    <message>
        <source>An answer did not come to an end.</source>
        <translation>有一个回答没有正常结束。</translation>
    </message>
    <message>
        <source>You may now delete the base and the delta yourself to free space; the program never does.</source>
        <translation>现在您可以自行删除基座和增量以腾出空间；程序绝不会替您删除。</translation>
    </message>
    <message>
        <source>This is the tiny demo model: it shows that everything works.</source>
        <translation>这是很小的演示模型，只用来说明一切正常。</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>Drop the folder here</source>
        <translation>将文件夹拖到这里</translation>
    </message>
    <message>
        <source>or type where it is</source>
        <translation>或输入其位置</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
</context>
<context>
    <name>FoundFolders</name>
    <message>
        <source>Stop looking</source>
        <translation>停止查找</translation>
    </message>
    <message>
        <source>Looking in the usual places…</source>
        <translation>正在常用位置查找…</translation>
    </message>
    <message>
        <source>Found on this computer:</source>
        <translation>在这台电脑上找到：</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Enter key</source>
        <translation>Enter 键</translation>
    </message>
    <message>
        <source>Notify me when a long reply or a merge ends</source>
        <translation>较长的回答或合并结束时通知我</translation>
    </message>
    <message>
        <source>Only while the window is not in front; never with chat text.</source>
        <translation>仅当窗口不在最前面时通知，且绝不包含聊天内容。</translation>
    </message>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Sends; Shift+Enter starts a new line</source>
        <translation>发送；Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Starts a new line; Shift+Enter sends</source>
        <translation>换行；Shift+Enter 发送</translation>
    </message>
    <message>
        <source>Text size: {percent} %</source>
        <translation>文字大小：{percent} %</translation>
    </message>
</context>
<context>
    <name>HardwarePage</name>
    <message>
        <source>What your computer can run</source>
        <translation>您的电脑能运行什么</translation>
    </message>
    <message>
        <source>This is advice from what is free right now. You may choose either size.</source>
        <translation>这是根据当前可用资源给出的建议，两种规模都可以选。</translation>
    </message>
    <message>
        <source>The real speed is measured after the setup.</source>
        <translation>实际速度会在配置完成后测量。</translation>
    </message>
    <message>
        <source>TryMoreGPT {size}</source>
        <translation>TryMoreGPT {size}</translation>
    </message>
    <message>
        <source>✓ Runs at full precision on your graphics card</source>
        <translation>✓ 可在显卡上以全精度运行</translation>
    </message>
    <message>
        <source>✓ Runs in 8 bit on your graphics card, good</source>
        <translation>✓ 可在显卡上以 8 位运行，效果好</translation>
    </message>
    <message>
        <source>✓ Runs in 4 bit on your graphics card, slightly less exact</source>
        <translation>✓ 可在显卡上以 4 位运行，略欠精确</translation>
    </message>
    <message>
        <source>• Works, shared between graphics card and processor: slow</source>
        <translation>• 可由显卡和处理器共同运行，较慢</translation>
    </message>
    <message>
        <source>• Works on the processor: expect a slow reader&apos;s pace or less</source>
        <translation>• 可在处理器上运行，出字速度慢于一般阅读</translation>
    </message>
    <message>
        <source>! Needs more memory than is free now</source>
        <translation>! 所需内存超过当前可用量</translation>
    </message>
    <message>
        <source>Full precision needs {full}; free now: {available}.</source>
        <translation>全精度需要 {full}，当前可用 {available}。</translation>
    </message>
    <message>
        <source>Full precision needs {full}; {bits} needs {needed}; free now: {available}.</source>
        <translation>全精度需要 {full}，{bits}需要 {needed}，当前可用 {available}。</translation>
    </message>
    <message>
        <source>8 bit</source>
        <translation>8 位</translation>
    </message>
    <message>
        <source>4 bit</source>
        <translation>4 位</translation>
    </message>
</context>
<context>
    <name>HardwareView</name>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Recheck</source>
        <translation>重新检测</translation>
    </message>
    <message>
        <source>Show what was tried</source>
        <translation>显示检测过程</translation>
    </message>
    <message>
        <source>Hide what was tried</source>
        <translation>隐藏检测过程</translation>
    </message>
    <message>
        <source>Looking at this computer…</source>
        <translation>正在检测这台电脑…</translation>
    </message>
    <message>
        <source>{cpu} · {cores} cores · {free} of {total} memory free</source>
        <translation>{cpu} · {cores} 核 · 内存共 {total}，可用 {free}</translation>
    </message>
    <message>
        <source>{name} · {free} of {total} video memory free</source>
        <translation>{name} · 显存共 {total}，可用 {free}</translation>
    </message>
    <message>
        <source>No graphics card is used; the processor does the work.</source>
        <translation>不使用显卡，由处理器运行。</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>No folder</source>
        <translation>不放入文件夹</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>新建文件夹…</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>Name of the folder</source>
        <translation>文件夹名称</translation>
    </message>
    <message>
        <source>Move to folder</source>
        <translation>移到文件夹</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
</context>
<context>
    <name>JumpButton</name>
    <message>
        <source>Jump to the end</source>
        <translation>跳到末尾</translation>
    </message>
</context>
<context>
    <name>LanguagePage</name>
    <message>
        <source>Welcome to TryMoreGPT</source>
        <translation>欢迎使用 TryMoreGPT</translation>
    </message>
    <message>
        <source>Everything stays on this computer. 一切都在本机完成。</source>
        <translation>一切都在本机完成。Everything stays on this computer.</translation>
    </message>
    <message>
        <source>See it work in a minute</source>
        <translation>一分钟体验</translation>
    </message>
    <message>
        <source>A tiny model comes with the program. It is merged in seconds by the same code as the large ones, and then you can chat with it. It shows that everything works; it is not clever.</source>
        <translation>程序自带一个很小的模型。它用与大模型完全相同的代码在几秒内合并，然后就能与它对话。它只用来说明一切正常，并不聪明。</translation>
    </message>
    <message>
        <source>Try the built-in demo</source>
        <translation>试用内置演示</translation>
    </message>
    <message>
        <source>Or choose Next: make the real TryMoreGPT from your LLaMA weights and the published delta.</source>
        <translation>或者点击“下一步”：用您的 LLaMA 权重和已发布的增量制作真正的 TryMoreGPT。</translation>
    </message>
    <message>
        <source>I already have a merged model</source>
        <translation>我已有合并好的模型</translation>
    </message>
    <message>
        <source>Look around first</source>
        <translation>先随便看看</translation>
    </message>
    <message>
        <source>Drop the model&apos;s folder here</source>
        <translation>将模型文件夹拖到这里</translation>
    </message>
    <message>
        <source>This is a delta, not a whole model.</source>
        <translation>这是增量，不是完整的模型。</translation>
    </message>
    <message>
        <source>A delta alone writes gibberish; it must be added to its LLaMA base first.</source>
        <translation>单独的增量只会输出乱码，必须先加到对应的 LLaMA 基座上。</translation>
    </message>
    <message>
        <source>Choose Next and merge it, or choose another folder.</source>
        <translation>请点击“下一步”进行合并，或选择其他文件夹。</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Chat</source>
        <translation>对话(&amp;C)</translation>
    </message>
    <message>
        <source>M&amp;odels</source>
        <translation>模型(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
    <message>
        <source>M&amp;ove to folder</source>
        <translation>移到文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
</context>
<context>
    <name>MergeNote</name>
    <message>
        <source>Setup was interrupted at {percent} %.</source>
        <translation>配置在 {percent} % 处中断了。</translation>
    </message>
    <message>
        <source>What is done is safe. Continue goes on there.</source>
        <translation>已完成的部分不会丢失，点击“继续”从那里接着进行。</translation>
    </message>
    <message>
        <source>Paused at {percent} %.</source>
        <translation>已暂停于 {percent} %。</translation>
    </message>
    <message>
        <source>Drives may be unplugged, and the program may be closed.</source>
        <translation>可以拔下磁盘，也可以关闭程序。</translation>
    </message>
    <message>
        <source>What is done is safe. Continue goes on there, with less memory.</source>
        <translation>已完成的部分不会丢失，点击“继续”以更少的内存从那里接着进行。</translation>
    </message>
</context>
<context>
    <name>MergeProgress</name>
    <message>
        <source>{time} left</source>
        <translation>还需{time}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{done} of {total} · {rate} a second</source>
        <translation>{done} / {total} · 每秒 {rate}</translation>
    </message>
    <message>
        <source>Checking what is there already</source>
        <translation>正在检查已有的部分</translation>
    </message>
    <message>
        <source>Reading base and delta, adding, writing</source>
        <translation>读取基座和增量，相加，写入</translation>
    </message>
    <message>
        <source>Preparing…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>File {shard} of {shards}</source>
        <translation>第 {shard} 个文件，共 {shards} 个</translation>
    </message>
    <message>
        <source>Memory: {now}, at most {peak}</source>
        <translation>内存：{now}，峰值 {peak}</translation>
    </message>
    <message>
        <source>{size} free on the drive</source>
        <translation>磁盘可用空间 {size}</translation>
    </message>
</context>
<context>
    <name>MergingPage</name>
    <message>
        <source>Cancel the merge?</source>
        <translation>取消合并？</translation>
    </message>
    <message>
        <source>{size} are done. Keep them to continue later, or remove them?</source>
        <translation>已完成 {size}。保留下来以后继续，还是移除？</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Go on merging</source>
        <translation>继续合并</translation>
    </message>
    <message>
        <source>Remove what was written?</source>
        <translation>移除已写入的内容？</translation>
    </message>
    <message>
        <source>Only files of this unfinished merge are removed. Base and delta stay.</source>
        <translation>只移除这次未完成的合并所写的文件，基座和增量不受影响。</translation>
    </message>
    <message>
        <source>Start over from nothing?</source>
        <translation>从头重新开始？</translation>
    </message>
    <message>
        <source>What was written before is made again.</source>
        <translation>之前写入的内容将重新生成。</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Merging</source>
        <translation>正在合并</translation>
    </message>
    <message>
        <source>You can pause at any time; nothing is lost.</source>
        <translation>可以随时暂停，不会丢失任何内容。</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>取消…</translation>
    </message>
    <message>
        <source>Continue in background</source>
        <translation>转到后台继续</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
</context>
<context>
    <name>MessageEnd</name>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on where the reply ended</source>
        <translation>从回答结束处继续</translation>
    </message>
</context>
<context>
    <name>MessageFooter</name>
    <message>
        <source>Previous version</source>
        <translation>上一个版本</translation>
    </message>
    <message>
        <source>Next version</source>
        <translation>下一个版本</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy this message</source>
        <translation>复制这条消息</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>Answer again; this one is kept</source>
        <translation>再回答一次；此版本会保留</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on where the reply ended</source>
        <translation>从回答结束处继续</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Change and send again; this one is kept</source>
        <translation>修改后重新发送；此版本会保留</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete this message</source>
        <translation>删除这条消息</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Other ways to copy, and details</source>
        <translation>其他复制方式与详情</translation>
    </message>
    <message>
        <source>The reply is complete</source>
        <translation>回答已完整</translation>
    </message>
</context>
<context>
    <name>MessageMenu</name>
    <message>
        <source>Copy selection</source>
        <translation>复制所选内容</translation>
    </message>
    <message>
        <source>Open link…</source>
        <translation>打开链接…</translation>
    </message>
    <message>
        <source>Copy with formats</source>
        <translation>带格式复制</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
    </message>
    <message>
        <source>Copy as plain text</source>
        <translation>复制为纯文本</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
</context>
<context>
    <name>MessageText</name>
    <message>
        <source>Image</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>MessageView</name>
    <message>
        <source>This reply failed. Regenerate asks again.</source>
        <translation>这个回答失败了。“重新生成”会再问一次。</translation>
    </message>
    <message>
        <source>This reply was interrupted. Continue goes on from here, Regenerate starts anew.</source>
        <translation>这个回答被中断了。“继续”从这里接着写，“重新生成”则重新开始。</translation>
    </message>
    <message>
        <source>You stopped this reply.</source>
        <translation>您停止了这个回答。</translation>
    </message>
    <message>
        <source>This reply was cut at the longest length allowed.</source>
        <translation>这个回答达到允许的最大长度，在此被截断。</translation>
    </message>
    <message>
        <source>tokens written: {n}</source>
        <translation>写了 {n} 个词元</translation>
    </message>
    <message>
        <source>{n} tokens per second</source>
        <translation>每秒 {n} 个词元</translation>
    </message>
    <message>
        <source>written in {n} s</source>
        <translation>用时 {n} 秒</translation>
    </message>
    <message>
        <source>tokens read: {n}</source>
        <translation>读取了 {n} 个词元</translation>
    </message>
    <message>
        <source>first word after {n} s</source>
        <translation>{n} 秒后出现首字</translation>
    </message>
    <message>
        <source>ended because you stopped it</source>
        <translation>因您停止而结束</translation>
    </message>
    <message>
        <source>ended because it was interrupted</source>
        <translation>因中断而结束</translation>
    </message>
    <message>
        <source>ended because of a fault</source>
        <translation>因故障而结束</translation>
    </message>
    <message>
        <source>ended at the longest length allowed</source>
        <translation>达到允许的最大长度而结束</translation>
    </message>
    <message>
        <source>ended by itself</source>
        <translation>自然结束</translation>
    </message>
    <message>
        <source>The model no longer sees what is above</source>
        <translation>以上内容模型已看不到</translation>
    </message>
    <message>
        <source>Your message {n}</source>
        <translation>您的消息 {n}</translation>
    </message>
    <message>
        <source>Assistant message {n}</source>
        <translation>助手的消息 {n}</translation>
    </message>
    <message>
        <source>writing…</source>
        <translation>正在写…</translation>
    </message>
</context>
<context>
    <name>ModelActions</name>
    <message>
        <source>Move the model into this folder</source>
        <translation>将模型移到此文件夹</translation>
    </message>
    <message>
        <source>Where is the model now?</source>
        <translation>模型现在在哪里？</translation>
    </message>
    <message>
        <source>Remove this model from the list?</source>
        <translation>从列表中移除此模型？</translation>
    </message>
    <message>
        <source>Its files stay where they are: {path}</source>
        <translation>模型文件保留在原处：{path}</translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete the files of this model?</source>
        <translation>删除此模型的文件？</translation>
    </message>
    <message>
        <source>{size} at {path}. This cannot be undone.</source>
        <translation>{size}，位于 {path}。此操作无法撤销。</translation>
    </message>
    <message>
        <source>Delete files</source>
        <translation>删除文件</translation>
    </message>
    <message>
        <source>There is no model in this folder.</source>
        <translation>此文件夹中没有模型。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>8 and 4 bits need a half and a quarter of the memory and cost a little quality.</source>
        <translation>8 位和 4 位分别只需一半和四分之一的内存，质量略有下降。</translation>
    </message>
    <message>
        <source>When the context is full</source>
        <translation>上下文已满时</translation>
    </message>
    <message>
        <source>The role&apos;s instructions and the latest turns are always kept whole. A line in the conversation shows what the model no longer sees.</source>
        <translation>角色的指令和最近的轮次总是完整保留。对话中的一条线标出模型已看不到的部分。</translation>
    </message>
    <message>
        <source>Mirror for downloads</source>
        <translation>下载镜像</translation>
    </message>
    <message>
        <source>Used only when you press Download in the set-up; empty means huggingface.co.</source>
        <translation>仅当您在配置中点击下载时使用；留空表示 huggingface.co。</translation>
    </message>
    <message>
        <source>Index for the GPU build</source>
        <translation>GPU 版本的软件包索引</translation>
    </message>
    <message>
        <source>Used only when you press Fetch the GPU build; empty means the one that pip uses.</source>
        <translation>仅在您点击“获取 GPU 版本”时使用；留空则使用 pip 所用的索引。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Load the model again with these</source>
        <translation>用这些选项重新加载模型</translation>
    </message>
    <message>
        <source>The best there is</source>
        <translation>自动选择最好的</translation>
    </message>
    <message>
        <source>NVIDIA or AMD graphics card</source>
        <translation>NVIDIA 或 AMD 显卡</translation>
    </message>
    <message>
        <source>Apple graphics</source>
        <translation>Apple 图形处理器</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>The best that fits</source>
        <translation>自动选择放得下的最高精度</translation>
    </message>
    <message>
        <source>16 bits (fp16)</source>
        <translation>16 位 (fp16)</translation>
    </message>
    <message>
        <source>16 bits (bf16)</source>
        <translation>16 位 (bf16)</translation>
    </message>
    <message>
        <source>8 bits</source>
        <translation>8 位</translation>
    </message>
    <message>
        <source>4 bits</source>
        <translation>4 位</translation>
    </message>
    <message>
        <source>Leave out the oldest turns</source>
        <translation>略去最早的轮次</translation>
    </message>
    <message>
        <source>Stop and ask me</source>
        <translation>停下来问我</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>All {tensors} tensors are sound, {size} read again.</source>
        <translation>全部 {tensors} 个张量完好，重新读取了 {size}。</translation>
    </message>
    <message>
        <source>Moved to {path}.</source>
        <translation>已移到 {path}。</translation>
    </message>
    <message>
        <source>Deleted; {size} are free again.</source>
        <translation>已删除，释放了 {size}。</translation>
    </message>
    <message>
        <source>Cancelled; everything is as it was.</source>
        <translation>已取消，一切保持原样。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation>开始对话</translation>
    </message>
    <message>
        <source>Continue setup</source>
        <translation>继续配置</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新校验</translation>
    </message>
    <message>
        <source>Move…</source>
        <translation>移动…</translation>
    </message>
    <message>
        <source>Point to new place…</source>
        <translation>指定新位置…</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Delete files…</source>
        <translation>删除文件…</translation>
    </message>
    <message>
        <source>Merge another</source>
        <translation>再合并一个</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>✓ ready, {size}</source>
        <translation>✓ 可用，{size}</translation>
    </message>
    <message>
        <source>incomplete, {percent} %</source>
        <translation>未完成，{percent} %</translation>
    </message>
    <message>
        <source>incomplete, {size}</source>
        <translation>未完成，{size}</translation>
    </message>
    <message>
        <source>drive not connected</source>
        <translation>磁盘未连接</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查看(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
    <message>
        <source>Directory:</source>
        <translation>目录：</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>TryMoreGPT</source>
        <translation>TryMoreGPT</translation>
    </message>
</context>
<context>
    <name>RefusalDialog</name>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Mend the chats</source>
        <translation>修复对话</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>{conversations} conversations with {messages} messages were saved.</source>
        <translation>已救回 {conversations} 个对话，共 {messages} 条消息。</translation>
    </message>
    <message>
        <source>Your chats are mended.</source>
        <translation>您的对话已修复。</translation>
    </message>
    <message>
        <source>The damaged file is kept: {path}</source>
        <translation>损坏的文件已保留：{path}</translation>
    </message>
</context>
<context>
    <name>RoleDialog</name>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Use in this conversation</source>
        <translation>用于此对话</translation>
    </message>
    <message>
        <source>Use for every new conversation</source>
        <translation>用于每个新对话</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>RoleEditor</name>
    <message>
        <source>New role</source>
        <translation>新角色</translation>
    </message>
    <message>
        <source>{name} (copy)</source>
        <translation>{name}（副本）</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Instructions to the model</source>
        <translation>给模型的指令</translation>
    </message>
    <message>
        <source>Empty: the model&apos;s own instructions</source>
        <translation>留空：使用模型自带的指令</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Built-in roles stay as they are; copy one to change it.</source>
        <translation>内置角色不可修改；复制一份即可修改。</translation>
    </message>
</context>
<context>
    <name>RolesPage</name>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Use for every new conversation</source>
        <translation>用于每个新对话</translation>
    </message>
    <message>
        <source>New conversations have this role.</source>
        <translation>新对话使用此角色。</translation>
    </message>
</context>
<context>
    <name>RuntimeCard</name>
    <message>
        <source>Use the NVIDIA graphics card</source>
        <translation>使用 NVIDIA 显卡</translation>
    </message>
    <message>
        <source>Fetch the GPU build…</source>
        <translation>获取 GPU 版本…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>PyTorch {version} with CUDA {cuda} is installed and in use.</source>
        <translation>PyTorch {version}（CUDA {cuda}）已安装并投入使用。</translation>
    </message>
    <message>
        <source>PyTorch came as the smaller build for the processor. The GPU build is about {download} to download, from {source}. It goes to {folder} and takes about {installed} there. Nothing is fetched until you press the button; what has arrived is kept if it is interrupted.</source>
        <translation>本程序自带的 PyTorch 是较小的、仅用处理器的版本。GPU 版本需从 {source} 下载约 {download}，存放在 {folder}，安装后约占 {installed}。只有在您点击按钮后才会下载；若中断，已下载的文件会保留。</translation>
    </message>
    <message>
        <source>pip&apos;s default package index</source>
        <translation>pip 的默认软件包索引</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation>正在解包</translation>
    </message>
    <message>
        <source>Trying it</source>
        <translation>正在试运行</translation>
    </message>
    <message>
        <source>Asking the package index</source>
        <translation>正在查询软件包索引</translation>
    </message>
    <message>
        <source>{stage}: {done} of {total}</source>
        <translation>{stage}：{done} / {total}</translation>
    </message>
</context>
<context>
    <name>SamplingDialog</name>
    <message>
        <source>Style of this conversation</source>
        <translation>此对话的风格</translation>
    </message>
    <message>
        <source>These count for this conversation only.</source>
        <translation>仅对此对话有效。</translation>
    </message>
    <message>
        <source>As in the settings</source>
        <translation>与设置相同</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Writing a message</source>
        <translation>写消息</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Start a new line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>Send, whatever Enter does</source>
        <translation>发送（无论 Enter 如何设置）</translation>
    </message>
    <message>
        <source>Recall what was sent before</source>
        <translation>调出之前发送的内容</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Start a new conversation (Ctrl+N)</source>
        <translation>开始新的对话 (Ctrl+N)</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Empty the search (Esc)</source>
        <translation>清空搜索（Esc）</translation>
    </message>
    <message>
        <source>Search titles and messages (Ctrl+F)</source>
        <translation>搜索标题和消息 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Your conversations; F2 renames</source>
        <translation>您的对话；按 F2 重命名</translation>
    </message>
</context>
<context>
    <name>SourcePage</name>
    <message>
        <source>Looking into the folder…</source>
        <translation>正在查看文件夹…</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Swap them</source>
        <translation>交换两者</translation>
    </message>
    <message>
        <source>Use it as the delta</source>
        <translation>用作增量</translation>
    </message>
    <message>
        <source>Use it as the base</source>
        <translation>用作基座</translation>
    </message>
    <message>
        <source>Choose a folder first.</source>
        <translation>请先选择文件夹。</translation>
    </message>
    <message>
        <source>This folder cannot be used yet.</source>
        <translation>此文件夹暂时不能使用。</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>Loading {name}…</source>
        <translation>正在加载 {name}…</translation>
    </message>
    <message>
        <source>{name} (stopped)</source>
        <translation>{name}（已停止）</translation>
    </message>
    <message>
        <source>The model that answers; press to change it</source>
        <translation>正在使用的模型；点击可更换</translation>
    </message>
    <message>
        <source>Progress of what is going on</source>
        <translation>当前操作的进度</translation>
    </message>
</context>
<context>
    <name>StepList</name>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>LLaMA base</source>
        <translation>LLaMA 基座</translation>
    </message>
    <message>
        <source>TryMoreGPT delta</source>
        <translation>TryMoreGPT 增量</translation>
    </message>
    <message>
        <source>Where to put it</source>
        <translation>保存位置</translation>
    </message>
    <message>
        <source>Merging</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>First words</source>
        <translation>试一试</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>Editing an earlier message: sending makes a new branch</source>
        <translation>正在编辑之前的消息：发送后将产生新的分支</translation>
    </message>
    <message>
        <source>Cancel editing</source>
        <translation>取消编辑</translation>
    </message>
    <message>
        <source>Waits for this reply: {text}</source>
        <translation>等待当前回答：{text}</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>取回</translation>
    </message>
</context>
<context>
    <name>StylePage</name>
    <message>
        <source>Style of replies</source>
        <translation>回答风格</translation>
    </message>
</context>
<context>
    <name>TargetPage</name>
    <message>
        <source>Ready to merge</source>
        <translation>可以合并了</translation>
    </message>
    <message>
        <source>Where to put it</source>
        <translation>保存位置</translation>
    </message>
    <message>
        <source>The built-in demo: a tiny model that shows that everything works. Press Merge.</source>
        <translation>内置演示：一个很小的模型，用来说明一切正常。请点击“合并”。</translation>
    </message>
    <message>
        <source>The merged model is a folder of its own. Existing files stay untouched.</source>
        <translation>合并好的模型会放在单独的文件夹中，已有的文件不会被改动。</translation>
    </message>
    <message>
        <source>Use as little memory as possible (slower)</source>
        <translation>尽量少用内存（较慢）</translation>
    </message>
    <message>
        <source>Check the result afterwards (recommended)</source>
        <translation>完成后校验结果（推荐）</translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation>将要进行的操作</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Swap them</source>
        <translation>交换两者</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Needs {needed} with reserve; {free} are free there.</source>
        <translation>含余量共需 {needed}，该处可用 {free}。</translation>
    </message>
    <message>
        <source>Working out the plan…</source>
        <translation>正在制定计划…</translation>
    </message>
    <message>
        <source>Base: {path}</source>
        <translation>基座：{path}</translation>
    </message>
    <message>
        <source>Delta: {path}</source>
        <translation>增量：{path}</translation>
    </message>
    <message>
        <source>Result: {path}</source>
        <translation>结果：{path}</translation>
    </message>
    <message>
        <source>{size}, safetensors</source>
        <translation>{size}，safetensors</translation>
    </message>
    <message>
        <source>Time: {time}</source>
        <translation>用时：{time}</translation>
    </message>
    <message>
        <source>{size} of it are there already from an earlier try.</source>
        <translation>其中 {size} 之前已经完成。</translation>
    </message>
    <message>
        <source>Choose a folder first.</source>
        <translation>请先选择文件夹。</translation>
    </message>
    <message>
        <source>See above what stands in the way.</source>
        <translation>请先解决上面提示的问题。</translation>
    </message>
</context>
<context>
    <name>TrainingDialog</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) chosen</source>
        <translation>
            <numerusform>已选 %n 个对话</numerusform>
        </translation>
    </message>
    <message>
        <source>A folder for the training</source>
        <translation>用于训练的文件夹</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Chats as training data</source>
        <translation>将对话导出为训练数据</translation>
    </message>
    <message>
        <source>Choose chats with answers that a model should learn. They are written in the format of ShareGPT and FastChat, with their source; of each chat the shown branch.</source>
        <translation>请选择其中的回答值得模型学习的对话。它们将以 ShareGPT 和 FastChat 的格式写出，并注明来源；每个对话只取当前显示的分支。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>None</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>Copy the commands</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>No folder</source>
        <translation>未放入文件夹</translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) are in {folder}. </source>
        <translation>
            <numerusform>%n 个对话已保存到 {folder}。</numerusform>
        </translation>
    </message>
    <message>
        <source>To go on, open a terminal in that folder and type these commands. The first cleans the chats and splits them, the second trains the model that own-chats.toml names.</source>
        <translation>接下来，请在该文件夹中打开终端并输入以下命令。第一条清洗并切分对话，第二条训练 own-chats.toml 中指定的模型。</translation>
    </message>
</context>
<context>
    <name>Transfer</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Import conversations</source>
        <translation>导入对话</translation>
    </message>
    <message>
        <source>Conversations (*.json *.jsonl *.zip)</source>
        <translation>对话 (*.json *.jsonl *.zip)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Plain text (*.txt)</source>
        <translation>纯文本 (*.txt)</translation>
    </message>
    <message>
        <source>JSON, complete with all versions (*.json)</source>
        <translation>JSON，包含全部版本 (*.json)</translation>
    </message>
    <message>
        <source>ShareGPT, for training (*.json)</source>
        <translation>ShareGPT，用于训练 (*.json)</translation>
    </message>
</context>
<context>
    <name>TrashDialog</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) in the trash</source>
        <translation>
            <numerusform>回收站中有 %n 个对话</numerusform>
        </translation>
    </message>
    <message>
        <source>The trash is empty.</source>
        <translation>回收站是空的。</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n conversation(s) for good?</source>
        <translation>
            <numerusform>彻底删除 %n 个对话？</numerusform>
        </translation>
    </message>
    <message>
        <source>Empty the trash?</source>
        <translation>清空回收站？</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>彻底删除</translation>
    </message>
    <message>
        <source>This cannot be undone.</source>
        <translation>此操作无法撤销。</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Empty the trash</source>
        <translation>清空回收站</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Troubles</name>
    <message>
        <source>Restart</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>Leave out the oldest turns</source>
        <translation>略去最早的轮次</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>Load on the processor</source>
        <translation>改用处理器加载</translation>
    </message>
    <message>
        <source>Load in 8 bits</source>
        <translation>改用 8 位加载</translation>
    </message>
    <message>
        <source>Load in 4 bits</source>
        <translation>改用 4 位加载</translation>
    </message>
    <message>
        <source>Load in 16 bits</source>
        <translation>改用 16 位加载</translation>
    </message>
    <message>
        <source>Use less memory…</source>
        <translation>减少内存占用…</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Your chats are saved again.</source>
        <translation>对话又可以保存了。</translation>
    </message>
    <message>
        <source>Set up a model</source>
        <translation>配置模型</translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) imported</source>
        <translation>
            <numerusform>已导入 %n 个对话</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) exported</source>
        <translation>
            <numerusform>已导出 %n 个对话</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancelled; nothing was changed</source>
        <translation>已取消，未作任何更改</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>No model is set up yet.</source>
        <translation>还没有配置模型。</translation>
    </message>
    <message>
        <source>Your message is kept; set up a model, then press Regenerate.</source>
        <translation>您的消息已保存；配置模型后请点击“重新生成”。</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Work something out</source>
        <translation>算一算</translation>
    </message>
    <message>
        <source>The cafeteria had 23 apples. If they used 20 to make lunch and bought 6 more, how many apples do they have?</source>
        <translation>食堂有23个苹果，如果他们用了20个来做午餐，并买了6个，他们现在有多少个苹果？</translation>
    </message>
    <message>
        <source>Play a role</source>
        <translation>角色扮演</translation>
    </message>
    <message>
        <source>You are a husky now. What did you do today?</source>
        <translation>你现在是一只哈士奇，请用哈士奇的口吻和我说话。</translation>
    </message>
    <message>
        <source>Write code</source>
        <translation>写代码</translation>
    </message>
    <message>
        <source>Write two sum in Python: given a list of numbers and a target, return the positions of the two numbers that add up to the target.</source>
        <translation>用Python写一个函数，返回数组中和为目标值的两个数的下标。</translation>
    </message>
    <message>
        <source>Explain a proverb</source>
        <translation>解释谚语</translation>
    </message>
    <message>
        <source>What does the proverb “The early bird catches the worm” mean?</source>
        <translation>三个臭皮匠，顶个诸葛亮是什么意思？</translation>
    </message>
    <message>
        <source>What shall we talk about?</source>
        <translation>我们聊点什么？</translation>
    </message>
    <message>
        <source>Everything is answered on this computer. Nothing you write leaves it.</source>
        <translation>一切都在这台电脑上回答，您写的内容不会离开它。</translation>
    </message>
</context>
<context>
    <name>WindowDialogs</name>
    <message>
        <source>Open this link in the browser?</source>
        <translation>在浏览器中打开此链接？</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>TryMoreGPT conversations</source>
        <translation>TryMoreGPT 对话</translation>
    </message>
</context>
<context>
    <name>Wizard</name>
    <message>
        <source>Set up TryMoreGPT</source>
        <translation>配置 TryMoreGPT</translation>
    </message>
    <message>
        <source>{percent} % – Set up TryMoreGPT</source>
        <translation>{percent} % – 配置 TryMoreGPT</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Finish later</source>
        <translation>稍后完成</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Start chatting</source>
        <translation>开始对话</translation>
    </message>
</context>
<context>
    <name>cli</name>
    <message>
        <source>measure a model on this machine</source>
        <translation>测量模型在本机上的速度</translation>
    </message>
    <message>
        <source>{number} tokens a second</source>
        <translation>每秒 {number} 个词元</translation>
    </message>
    <message>
        <source>Memory is read at</source>
        <translation>内存读取速度</translation>
    </message>
    <message>
        <source>Writing after {count} tokens</source>
        <translation>{count} 个词元之后的生成速度</translation>
    </message>
    <message>
        <source>Reading {count} tokens</source>
        <translation>读入 {count} 个词元的速度</translation>
    </message>
    <message>
        <source>First token after a prompt of {count} tokens</source>
        <translation>{count} 个词元的提示后，首个词元用时</translation>
    </message>
    <message>
        <source>First token of a later turn of {new} new tokens</source>
        <translation>后续一轮（新增 {new} 个词元）首个词元用时</translation>
    </message>
    <message>
        <source>Writing, as fast as the memory allows</source>
        <translation>内存速度所允许的最快生成</translation>
    </message>
    <message>
        <source>Share of that which is reached</source>
        <translation>达到其中的比例</translation>
    </message>
    <message>
        <source>Weights read for each token</source>
        <translation>每个词元读取的权重</translation>
    </message>
    <message>
        <source>Context in tokens</source>
        <translation>上下文（词元）</translation>
    </message>
    <message>
        <source>Loading took</source>
        <translation>加载用时</translation>
    </message>
    <message>
        <source>Memory in use</source>
        <translation>占用内存</translation>
    </message>
    <message>
        <source>talk to a merged model; a line of stdin each, or interactive</source>
        <translation>与合并好的模型对话：逐行读取标准输入，或交互进行</translation>
    </message>
    <message>
        <source>system prompt in place of the model&apos;s own</source>
        <translation>替代模型自带的系统提示</translation>
    </message>
    <message>
        <source>always the likeliest token</source>
        <translation>总是选最可能的词元</translation>
    </message>
    <message>
        <source>same reply again</source>
        <translation>随机种子，用于重现相同的回答</translation>
    </message>
    <message>
        <source>limit of a reply</source>
        <translation>回答的最大词元数</translation>
    </message>
    <message>
        <source>tell what is in a folder of weights</source>
        <translation>查看权重文件夹里是什么</translation>
    </message>
    <message>
        <source>read a merged model again and check every file</source>
        <translation>重新读取合并好的模型，逐个文件校验</translation>
    </message>
    <message>
        <source>subtract the base from a fine-tuned model</source>
        <translation>从微调后的模型中减去基座，得到增量</translation>
    </message>
    <message>
        <source>folder of the base weights</source>
        <translation>基座权重所在的文件夹</translation>
    </message>
    <message>
        <source>folder of the fine-tuned model</source>
        <translation>微调后的模型所在的文件夹</translation>
    </message>
    <message>
        <source>folder for the delta, which must not exist yet</source>
        <translation>存放增量的文件夹，必须尚不存在</translation>
    </message>
    <message>
        <source>Sound: {tensors} tensors, {size}.</source>
        <translation>完好：{tensors} 个张量，{size}。</translation>
    </message>
    <message>
        <source>This is the known release {release}.</source>
        <translation>这是已知的发布版本 {release}。</translation>
    </message>
    <message>
        <source>Run the same command again to go on.</source>
        <translation>再次运行同一命令即可继续。</translation>
    </message>
    <message>
        <source>{count} numbers differ in their last digit when the delta is added again.</source>
        <translation>将增量加回基座时，有 {count} 个数值在末位上有差异。</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>有</translation>
    </message>
    <message>
        <source>no</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Number format</source>
        <translation>数值格式</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量数</translation>
    </message>
    <message>
        <source>Files of weights</source>
        <translation>权重文件数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表大小</translation>
    </message>
    <message>
        <source>Hidden size</source>
        <translation>隐藏层维度</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Merged by</source>
        <translation>合并程序</translation>
    </message>
    <message>
        <source>a model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>a delta</source>
        <translation>增量</translation>
    </message>
    <message>
        <source>an adapter (LoRA)</source>
        <translation>LoRA 适配器</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Written to {target}: {tensors} tensors, {size}, {seconds} s, {memory} of memory.</source>
        <translation>已写入 {target}：{tensors} 个张量，{size}，用时 {seconds} 秒，内存 {memory}。</translation>
    </message>
    <message>
        <source>what was found here, why a GPU is not used, what fits</source>
        <translation>本机有什么、为何没用 GPU、能装下什么</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>电脑</translation>
    </message>
    <message>
        <source>What was tried</source>
        <translation>检测过程</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>能装下什么</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>GPU build of PyTorch</source>
        <translation>PyTorch 的 GPU 版本</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>{free} free of {total}</source>
        <translation>共 {total}，可用 {free}</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>fits whole on {device} in {precision}</source>
        <translation>{device} 能以 {precision} 完整装下</translation>
    </message>
    <message>
        <source>fits on {device} in {precision}</source>
        <translation>{device} 能以 {precision} 装下</translation>
    </message>
    <message>
        <source>fits on {device} and the GPU together in {precision}</source>
        <translation>{device} 与 GPU 合起来能以 {precision} 装下</translation>
    </message>
    <message>
        <source>runs on the processor in {precision}, slowly</source>
        <translation>可在处理器上以 {precision} 运行，较慢</translation>
    </message>
    <message>
        <source>does not fit</source>
        <translation>装不下</translation>
    </message>
    <message>
        <source>{verdict}: {needed} needed, {available} free</source>
        <translation>{verdict}：需要 {needed}，可用 {available}</translation>
    </message>
    <message>
        <source>does not fit on {device} in {precision}</source>
        <translation>{device} 以 {precision} 装不下</translation>
    </message>
    <message>
        <source>({weights} weights, {context} context, {rest} beside them)</source>
        <translation>（权重 {weights}，上下文 {context}，其他 {rest}）</translation>
    </message>
    <message>
        <source>/help lists the commands, Ctrl-C stops a reply, Ctrl-D leaves.</source>
        <translation>/help 列出命令，Ctrl-C 停止回答，Ctrl-D 退出。</translation>
    </message>
    <message>
        <source>{name} is no command; /help lists them.</source>
        <translation>没有命令 {name}；/help 列出全部命令。</translation>
    </message>
    <message>
        <source>(stopped)</source>
        <translation>（已停止）</translation>
    </message>
    <message>
        <source>start a new conversation</source>
        <translation>开始新的对话</translation>
    </message>
    <message>
        <source>show the system prompt, or set it: /system TEXT</source>
        <translation>显示系统提示，或设置它：/system 文字</translation>
    </message>
    <message>
        <source>another reply to the last question</source>
        <translation>对上一个问题重新回答</translation>
    </message>
    <message>
        <source>leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>A new conversation.</source>
        <translation>新的对话。</translation>
    </message>
    <message>
        <source>A new conversation with this system prompt.</source>
        <translation>新的对话，使用此系统提示。</translation>
    </message>
    <message>
        <source>(the model&apos;s own)</source>
        <translation>（模型自带的）</translation>
    </message>
    <message>
        <source>merge the built-in demo if there is no model, then chat</source>
        <translation>如果还没有模型，先合并内置演示，然后对话</translation>
    </message>
    <message>
        <source>No model is here yet. Merging the built-in demo: a tiny model, which shows that everything works.</source>
        <translation>这里还没有模型。正在合并内置演示：一个很小的模型，用来说明一切正常。</translation>
    </message>
    <message>
        <source>add a delta to base weights; run again, it resumes</source>
        <translation>把增量加到基座权重上；再次运行会从断点继续</translation>
    </message>
    <message>
        <source>folder, or NAME/NAME of the hub, which is downloaded first</source>
        <translation>文件夹，或 Hugging Face 上的 NAME/NAME（会先下载）</translation>
    </message>
    <message>
        <source>take as little memory as possible</source>
        <translation>尽量少用内存</translation>
    </message>
    <message>
        <source>take no more memory than this</source>
        <translation>内存用量上限</translation>
    </message>
    <message>
        <source>do not read the result again at the end</source>
        <translation>结束时不再重新读取结果</translation>
    </message>
    <message>
        <source>start over instead of going on where an earlier run stopped</source>
        <translation>重新开始，不从上次停下的地方继续</translation>
    </message>
    <message>
        <source>mirror of the hub to download from</source>
        <translation>下载所用的 Hugging Face 镜像</translation>
    </message>
    <message>
        <source>Chat with it: {command}</source>
        <translation>开始对话：{command}</translation>
    </message>
    <message>
        <source>{label}: {text}</source>
        <translation>{label}：{text}</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>基座</translation>
    </message>
    <message>
        <source>Delta</source>
        <translation>增量</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Writes {output}; {needed} more are needed, {free} are free.</source>
        <translation>将写入 {output}；还需空间 {needed}，可用 {free}。</translation>
    </message>
    <message>
        <source>Going on where an earlier run stopped: {done} are done.</source>
        <translation>从上次停下的地方继续：已完成 {done}。</translation>
    </message>
    <message>
        <source>No folder of this name is here. Downloading {url} to {folder}</source>
        <translation>这里没有此名称的文件夹。正在将 {url} 下载到 {folder}</translation>
    </message>
    <message>
        <source>print one event a line, as JSON</source>
        <translation>以 JSON 每行输出一个事件</translation>
    </message>
    <message>
        <source>folder of a merged model</source>
        <translation>合并好的模型所在的文件夹</translation>
    </message>
    <message>
        <source>where to run it (auto: the best that fits)</source>
        <translation>在哪里运行（auto：自动选择装得下的最佳设备）</translation>
    </message>
    <message>
        <source>number format of the weights in memory</source>
        <translation>权重在内存中的数值格式</translation>
    </message>
    <message>
        <source>Chat in Chinese and English with TryMoreGPT on your own computer, offline.</source>
        <translation>在自己的电脑上离线用中文和英文与 TryMoreGPT 聊天。</translation>
    </message>
    <message>
        <source>language of messages</source>
        <translation>消息的语言</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>Merging</source>
        <translation>正在合并</translation>
    </message>
    <message>
        <source>Subtracting</source>
        <translation>正在相减</translation>
    </message>
    <message>
        <source>Checking what was written</source>
        <translation>正在校验写入的内容</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>Asking the package index</source>
        <translation>正在查询软件包索引</translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation>正在解包</translation>
    </message>
    <message>
        <source>Trying it</source>
        <translation>正在试运行</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Reading the conversation</source>
        <translation>正在阅读对话</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>Evaluating</source>
        <translation>正在评测</translation>
    </message>
    <message>
        <source>(The model no longer sees the oldest {count} messages.)</source>
        <translation>（最早的 {count} 条消息模型已看不到。）</translation>
    </message>
    <message>
        <source>(The reply ended at its limit of {count} tokens.)</source>
        <translation>（回答达到 {count} 个词元的上限而结束。）</translation>
    </message>
    <message>
        <source>{name} on {device} in {precision}, loaded in {seconds} s, {memory} of memory</source>
        <translation>{name}，在 {device} 上以 {precision} 运行，加载用时 {seconds} 秒，占用内存 {memory}</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>base</source>
        <translation>基座</translation>
    </message>
    <message>
        <source>delta</source>
        <translation>增量</translation>
    </message>
    <message>
        <source>target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>{label} ({place}): {text}</source>
        <translation>{label}（{place}）：{text}</translation>
    </message>
    <message>
        <source>prepare training data</source>
        <translation>准备训练数据</translation>
    </message>
    <message>
        <source>fine-tune a model, or make the demo pair</source>
        <translation>微调模型，或制作演示用的基座和增量</translation>
    </message>
    <message>
        <source>examine models and write a report</source>
        <translation>评测模型并写出报告</translation>
    </message>
    <message>
        <source>clean, filter and split the sources of a recipe</source>
        <translation>清洗、筛选并切分配方中的数据来源</translation>
    </message>
    <message>
        <source>folder, in place of the recipe&apos;s</source>
        <translation>输出文件夹，替代配方中的设置</translation>
    </message>
    <message>
        <source>fine-tune by the [train] table of a recipe</source>
        <translation>按配方的 [train] 表进行微调</translation>
    </message>
    <message>
        <source>forget checkpoints</source>
        <translation>不使用已有的检查点</translation>
    </message>
    <message>
        <source>make the built-in demo pair from its seed</source>
        <translation>由随机种子制作内置演示的基座和增量</translation>
    </message>
    <message>
        <source>folder of base and delta (resources/demo)</source>
        <translation>存放基座和增量的文件夹（resources/demo）</translation>
    </message>
    <message>
        <source>folder of what is kept between runs</source>
        <translation>存放中间结果的文件夹</translation>
    </message>
    <message>
        <source>processor cores to use</source>
        <translation>使用的处理器核数</translation>
    </message>
    <message>
        <source>forget finished stages</source>
        <translation>不使用已完成的阶段</translation>
    </message>
    <message>
        <source>what to do, step by step; docs/TRAINING.md describes every entry</source>
        <translation>要做的每一步；各项说明见 docs/TRAINING.md</translation>
    </message>
    <message>
        <source>twice or more to compare side by side</source>
        <translation>给出两次或更多次，可并排比较</translation>
    </message>
    <message>
        <source>folder of the report (evaluation)</source>
        <translation>报告所在的文件夹（默认 evaluation）</translation>
    </message>
    <message>
        <source>questions of every kind, 0 for none</source>
        <translation>每类问题的数量，0 表示不问</translation>
    </message>
    <message>
        <source>ask what only the demo knows</source>
        <translation>只问演示模型会的内容</translation>
    </message>
    <message>
        <source>zero-shot task: ag_news=FILE.jsonl, imdb=FILE.jsonl</source>
        <translation>零样本任务：ag_news=FILE.jsonl、imdb=FILE.jsonl</translation>
    </message>
    <message>
        <source>how well it foresees a text, or replies (.json, .jsonl)</source>
        <translation>测困惑度所用的文本，或对话（.json、.jsonl）</translation>
    </message>
    <message>
        <source>tasks of lm-evaluation-harness</source>
        <translation>lm-evaluation-harness 的任务</translation>
    </message>
    <message>
        <source>folder of your own task files for --standard</source>
        <translation>供 --standard 使用的自己的任务文件所在文件夹</translation>
    </message>
    <message>
        <source>most rows of a task, 0 for all</source>
        <translation>每个任务最多的行数，0 表示全部</translation>
    </message>
    <message>
        <source>auto, fp16, bf16, int8 or int4</source>
        <translation>auto、fp16、bf16、int8 或 int4</translation>
    </message>
    <message>
        <source>which build of PyTorch is used; fetch the GPU build</source>
        <translation>查看所用的 PyTorch 版本；获取 GPU 版本</translation>
    </message>
    <message>
        <source>tell what is used and what could be fetched (the default)</source>
        <translation>显示正在使用和可以获取的版本（默认）</translation>
    </message>
    <message>
        <source>fetch the build for NVIDIA cards over the network</source>
        <translation>联网获取支持 NVIDIA 显卡的版本</translation>
    </message>
    <message>
        <source>install it from a folder of wheels, without network</source>
        <translation>不联网，从存放 wheel 文件的文件夹安装</translation>
    </message>
    <message>
        <source>remove the fetched build and use the bundled one again</source>
        <translation>移除获取的版本，恢复使用自带的版本</translation>
    </message>
    <message>
        <source>The bundled PyTorch is used again; {size} are free.</source>
        <translation>已恢复使用自带的 PyTorch，释放了 {size}。</translation>
    </message>
    <message>
        <source>Installing the GPU build of PyTorch from {source} to {folder}.</source>
        <translation>正在将 PyTorch 的 GPU 版本从 {source} 安装到 {folder}。</translation>
    </message>
    <message>
        <source>Downloading the GPU build of PyTorch, about {download}, from {source} to {folder}, where it takes about {installed}.</source>
        <translation>正在下载 PyTorch 的 GPU 版本，约 {download}，从 {source} 到 {folder}，安装后约占 {installed}。</translation>
    </message>
    <message>
        <source>pip&apos;s default package index</source>
        <translation>pip 的默认软件包索引</translation>
    </message>
    <message>
        <source>PyTorch {version} with CUDA {cuda} is in {path} ({size}).</source>
        <translation>带 CUDA {cuda} 的 PyTorch {version} 位于 {path}（{size}）。</translation>
    </message>
    <message>
        <source>It computed rightly on {card}.</source>
        <translation>在 {card} 上计算结果正确。</translation>
    </message>
    <message>
        <source>No graphics card was there to try it on.</source>
        <translation>没有可供试运行的显卡。</translation>
    </message>
    <message>
        <source>with CUDA</source>
        <translation>带 CUDA</translation>
    </message>
    <message>
        <source>CPU only</source>
        <translation>仅 CPU</translation>
    </message>
    <message>
        <source>Bundled PyTorch</source>
        <translation>自带的 PyTorch</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>正在使用</translation>
    </message>
    <message>
        <source>GPU build from</source>
        <translation>GPU 版本来源</translation>
    </message>
</context>
<context>
    <name>durations</name>
    <message>
        <source>about {n} s</source>
        <translation>约 {n} 秒</translation>
    </message>
    <message>
        <source>about {n} min</source>
        <translation>约 {n} 分钟</translation>
    </message>
    <message>
        <source>about {n} h</source>
        <translation>约 {n} 小时</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>Something went wrong inside the program ({code}).</source>
        <translation>程序内部出错了（{code}）。</translation>
    </message>
    <message>
        <source>This is a fault of the program, not of what you did.</source>
        <translation>这是程序的问题，不是您的操作造成的。</translation>
    </message>
    <message>
        <source>Try again. If it stays, copy the details and report it.</source>
        <translation>请重试。如果仍然出现，请复制详情并反馈。</translation>
    </message>
    <message>
        <source>The engine stopped unexpectedly.</source>
        <translation>引擎意外停止了。</translation>
    </message>
    <message>
        <source>Usually the computer ran out of memory, or a graphics driver failed.</source>
        <translation>通常是内存不足，或显卡驱动出错。</translation>
    </message>
    <message>
        <source>Your chats are safe. Send again, or choose a smaller precision in Settings.</source>
        <translation>您的对话是安全的。请重新发送，或在设置中选择更低的精度。</translation>
    </message>
    <message>
        <source>The graphics card or its driver failed.</source>
        <translation>显卡或其驱动出错了。</translation>
    </message>
    <message>
        <source>After such a failure it refuses all further work in the same process.</source>
        <translation>出现这种错误后，显卡在同一进程中不再接受任何任务。</translation>
    </message>
    <message>
        <source>The engine was started anew. Load the model again; if it stays, use the CPU.</source>
        <translation>引擎已重新启动。请重新加载模型；如果仍然出现，请改用 CPU。</translation>
    </message>
    <message>
        <source>The engine said something that could not be understood.</source>
        <translation>引擎返回了无法理解的内容。</translation>
    </message>
    <message>
        <source>The engine and the window may be of different versions.</source>
        <translation>引擎和窗口的版本可能不同。</translation>
    </message>
    <message>
        <source>Restart the program; if it stays, install it again.</source>
        <translation>请重新启动程序；如果仍然出现，请重新安装。</translation>
    </message>
    <message>
        <source>The model&apos;s folder is not there.</source>
        <translation>模型文件夹不存在。</translation>
    </message>
    <message>
        <source>{path} does not exist or its drive is not connected.</source>
        <translation>{path} 不存在，或所在磁盘未连接。</translation>
    </message>
    <message>
        <source>Connect the drive, or choose another model.</source>
        <translation>请连接磁盘，或选择其他模型。</translation>
    </message>
    <message>
        <source>This folder is no model.</source>
        <translation>此文件夹不是模型。</translation>
    </message>
    <message>
        <source>There is no config.json in {path}.</source>
        <translation>{path} 中没有 config.json。</translation>
    </message>
    <message>
        <source>Choose a model folder in the Hugging Face layout, such as a merged one.</source>
        <translation>请选择 Hugging Face 格式的模型文件夹，例如合并好的模型。</translation>
    </message>
    <message>
        <source>{name} is a model for other programs.</source>
        <translation>{name} 是给其他程序用的模型。</translation>
    </message>
    <message>
        <source>It is in a format that this program does not read, such as GGUF of llama.cpp.</source>
        <translation>它的格式本程序不能读取，例如 llama.cpp 的 GGUF。</translation>
    </message>
    <message>
        <source>Choose the same model as a Hugging Face folder, with config.json and safetensors.</source>
        <translation>请选择同一模型的 Hugging Face 文件夹，其中有 config.json 和 safetensors 文件。</translation>
    </message>
    <message>
        <source>This folder holds only an adapter (LoRA).</source>
        <translation>这个文件夹里只有适配器（LoRA）。</translation>
    </message>
    <message>
        <source>What is in {path} changes another model and cannot answer alone.</source>
        <translation>{path} 里的内容用来改动另一个模型，不能单独回答。</translation>
    </message>
    <message>
        <source>Merge it with its base first, then choose the merged folder.</source>
        <translation>请先把它与基座模型合并，再选择合并后的文件夹。</translation>
    </message>
    <message>
        <source>These are Meta&apos;s original files.</source>
        <translation>这是 Meta 的原始文件。</translation>
    </message>
    <message>
        <source>{path} is not yet in the form in which models answer.</source>
        <translation>{path} 还不是可以对话的模型格式。</translation>
    </message>
    <message>
        <source>Merge them with the delta of TryMoreGPT; they are converted on the way.</source>
        <translation>请把它与 TryMoreGPT 的增量权重合并；合并时会自动转换。</translation>
    </message>
    <message>
        <source>This model is not complete yet.</source>
        <translation>这个模型还不完整。</translation>
    </message>
    <message>
        <source>{path} is a merge that was interrupted.</source>
        <translation>{path} 是一次中断了的合并。</translation>
    </message>
    <message>
        <source>Go on with the merge, then choose the finished folder.</source>
        <translation>请继续完成合并，再选择完成后的文件夹。</translation>
    </message>
    <message>
        <source>The model&apos;s description cannot be read.</source>
        <translation>无法读取模型的描述文件。</translation>
    </message>
    <message>
        <source>{path} is damaged or describes no language model.</source>
        <translation>{path} 已损坏，或描述的不是语言模型。</translation>
    </message>
    <message>
        <source>Merge or download the model again.</source>
        <translation>请重新合并或下载模型。</translation>
    </message>
    <message>
        <source>The model&apos;s weights are not all there.</source>
        <translation>模型的权重不完整。</translation>
    </message>
    <message>
        <source>{file} is missing in {path}.</source>
        <translation>{path} 中缺少 {file}。</translation>
    </message>
    <message>
        <source>A file of the model&apos;s weights is damaged.</source>
        <translation>有一个模型权重文件已损坏。</translation>
    </message>
    <message>
        <source>{path} is cut off or is no file of weights.</source>
        <translation>{path} 不完整，或不是权重文件。</translation>
    </message>
    <message>
        <source>A file of the model&apos;s weights was not downloaded.</source>
        <translation>有一个模型权重文件没有下载。</translation>
    </message>
    <message>
        <source>{path} is only a Git LFS pointer to the real file.</source>
        <translation>{path} 只是指向真正文件的 Git LFS 指针。</translation>
    </message>
    <message>
        <source>Run git lfs pull in that folder, or download it again.</source>
        <translation>请在该文件夹中运行 git lfs pull，或重新下载。</translation>
    </message>
    <message>
        <source>The model&apos;s weights do not belong to its config.json.</source>
        <translation>模型的权重与其 config.json 不符。</translation>
    </message>
    <message>
        <source>The tensor {tensor} is missing in {path}.</source>
        <translation>{path} 中缺少张量 {tensor}。</translation>
    </message>
    <message>
        <source>{tensor} in {path} has the shape {found}; {expected} was expected.</source>
        <translation>{path} 中 {tensor} 的形状是 {found}，应为 {expected}。</translation>
    </message>
    <message>
        <source>Put the config.json of the same model into the folder.</source>
        <translation>请将同一模型的 config.json 放入该文件夹。</translation>
    </message>
    <message>
        <source>The tensor {tensor} in {path} has no place in the model that config.json describes.</source>
        <translation>{path} 中的张量 {tensor} 不属于 config.json 所描述的模型。</translation>
    </message>
    <message>
        <source>This model was compressed in a way that cannot be run here.</source>
        <translation>这个模型的压缩方式在这里无法运行。</translation>
    </message>
    <message>
        <source>Its weights are packed by a method (such as GPTQ or AWQ) that needs another library.</source>
        <translation>它的权重用需要其他程序库的方法（例如 GPTQ 或 AWQ）压缩过。</translation>
    </message>
    <message>
        <source>Choose the same model in its original precision; it can be loaded in 8 or 4 bits.</source>
        <translation>请选择同一模型的原始精度版本；加载时可以压缩到 8 位或 4 位。</translation>
    </message>
    <message>
        <source>The model computes values that are no numbers.</source>
        <translation>模型算出的结果不是有效的数值。</translation>
    </message>
    <message>
        <source>Its numbers leave the range of this precision, or its weights are damaged.</source>
        <translation>它的数值超出了这种精度的范围，或者它的权重已损坏。</translation>
    </message>
    <message>
        <source>Load it in bf16, or verify the model.</source>
        <translation>请以 bf16 加载，或校验这个模型。</translation>
    </message>
    <message>
        <source>The model&apos;s weights hold values that are no numbers.</source>
        <translation>模型的权重中含有无效数值。</translation>
    </message>
    <message>
        <source>The tensor {tensor} contains NaN or infinity, so no answer can be computed.</source>
        <translation>张量 {tensor} 含有 NaN 或无穷大，无法计算出回答。</translation>
    </message>
    <message>
        <source>Verify the model, then merge or download it again.</source>
        <translation>请校验模型，然后重新合并或下载。</translation>
    </message>
    <message>
        <source>The model has no tokenizer.</source>
        <translation>模型没有分词器。</translation>
    </message>
    <message>
        <source>Neither tokenizer.model nor tokenizer.json is in {path}.</source>
        <translation>{path} 中既没有 tokenizer.model，也没有 tokenizer.json。</translation>
    </message>
    <message>
        <source>Copy tokenizer.model from the original model&apos;s folder.</source>
        <translation>请从原模型的文件夹复制 tokenizer.model。</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer cannot be read.</source>
        <translation>无法读取模型的分词器。</translation>
    </message>
    <message>
        <source>{path} is damaged.</source>
        <translation>{path} 已损坏。</translation>
    </message>
    <message>
        <source>Copy it again from the original model&apos;s folder.</source>
        <translation>请从原模型的文件夹重新复制。</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer belongs to another model.</source>
        <translation>这个分词器属于另一个模型。</translation>
    </message>
    <message>
        <source>The tokenizer in {path} knows {size} tokens, the model only {vocabulary}.</source>
        <translation>{path} 中的分词器有 {size} 个词元，模型只有 {vocabulary} 个。</translation>
    </message>
    <message>
        <source>Copy the tokenizer files of the same model into the folder.</source>
        <translation>请把同一模型的分词器文件复制到这个文件夹。</translation>
    </message>
    <message>
        <source>This kind of tokenizer cannot be converted.</source>
        <translation>无法转换这种分词器。</translation>
    </message>
    <message>
        <source>{path} is no byte pair encoding model as LLaMA&apos;s is.</source>
        <translation>{path} 不是 LLaMA 所用的那种字节对编码（BPE）模型。</translation>
    </message>
    <message>
        <source>Use the tokenizer.model of LLaMA.</source>
        <translation>请使用 LLaMA 的 tokenizer.model。</translation>
    </message>
    <message>
        <source>The model&apos;s chat template refused this conversation.</source>
        <translation>模型的对话模板不接受此对话。</translation>
    </message>
    <message>
        <source>The template in chat_template.jinja or tokenizer_config.json is broken or forbids such turns.</source>
        <translation>chat_template.jinja 或 tokenizer_config.json 中的模板有误，或不允许这样的轮次。</translation>
    </message>
    <message>
        <source>Try without a system prompt, or choose another model.</source>
        <translation>请去掉系统提示再试，或选择其他模型。</translation>
    </message>
    <message>
        <source>This kind of model cannot be run.</source>
        <translation>无法运行这种模型。</translation>
    </message>
    <message>
        <source>The architecture {architecture} is not supported.</source>
        <translation>不支持 {architecture} 架构。</translation>
    </message>
    <message>
        <source>Choose another model; LLaMA models always run.</source>
        <translation>请选择其他模型；LLaMA 模型总能运行。</translation>
    </message>
    <message>
        <source>There is no such kind of device: {device}.</source>
        <translation>没有这种设备：{device}。</translation>
    </message>
    <message>
        <source>Choose auto, cuda, mps or cpu.</source>
        <translation>请选择 auto、cuda、mps 或 cpu。</translation>
    </message>
    <message>
        <source>The device {device} was not found on this computer.</source>
        <translation>在这台电脑上没有找到设备 {device}。</translation>
    </message>
    <message>
        <source>It is absent, or its driver cannot be used.</source>
        <translation>设备不存在，或其驱动无法使用。</translation>
    </message>
    <message>
        <source>Choose auto, or run trymore doctor to see what was tried.</source>
        <translation>请选择 auto，或运行 trymore doctor 查看检测过程。</translation>
    </message>
    <message>
        <source>There is no such precision: {precision}.</source>
        <translation>没有这种精度：{precision}。</translation>
    </message>
    <message>
        <source>Choose auto, fp32, fp16, bf16, int8 or int4.</source>
        <translation>请选择 auto、fp32、fp16、bf16、int8 或 int4。</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>尚未加载模型。</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>请先选择模型。</translation>
    </message>
    <message>
        <source>There is no question to answer.</source>
        <translation>没有需要回答的问题。</translation>
    </message>
    <message>
        <source>Write a message first.</source>
        <translation>请先写一条消息。</translation>
    </message>
    <message>
        <source>The generation settings cannot be used.</source>
        <translation>生成设置无法使用。</translation>
    </message>
    <message>
        <source>A value is no number, or a length or penalty is not above zero.</source>
        <translation>有的值不是数字，或者长度、惩罚不大于零。</translation>
    </message>
    <message>
        <source>Reset the generation settings.</source>
        <translation>请重置生成设置。</translation>
    </message>
    <message>
        <source>This message is too long for the model.</source>
        <translation>这条消息太长，超出了模型的上下文。</translation>
    </message>
    <message>
        <source>With the system prompt it takes {tokens} tokens; {limit} are free beside the answer.</source>
        <translation>连同系统提示共占 {tokens} 个词元；除去留给回答的部分，只有 {limit} 个可用。</translation>
    </message>
    <message>
        <source>Shorten it, or lower the maximum length of the answer.</source>
        <translation>请缩短消息，或减小最长回答。</translation>
    </message>
    <message>
        <source>This reply has reached the end of the model&apos;s window.</source>
        <translation>这条回答已经到达模型上下文窗口的末尾。</translation>
    </message>
    <message>
        <source>With its question it takes {tokens} tokens; the window holds {limit}.</source>
        <translation>它连同问题共占 {tokens} 个词元；窗口可容纳 {limit} 个。</translation>
    </message>
    <message>
        <source>Ask for the rest in a new message.</source>
        <translation>请用一条新消息请它接着说。</translation>
    </message>
    <message>
        <source>The conversation no longer fits into the model&apos;s window.</source>
        <translation>对话已超出模型的上下文。</translation>
    </message>
    <message>
        <source>It takes {tokens} tokens; {limit} are free beside the answer.</source>
        <translation>对话占 {tokens} 个词元；除去留给回答的部分，只有 {limit} 个可用。</translation>
    </message>
    <message>
        <source>Start a new chat, or allow the oldest messages to fall out.</source>
        <translation>请开始新对话，或允许略去最早的消息。</translation>
    </message>
    <message>
        <source>The memory is not enough for this model as it is loaded.</source>
        <translation>内存不足以按当前方式运行此模型。</translation>
    </message>
    <message>
        <source>{device} ran out of memory with {precision} weights.</source>
        <translation>以 {precision} 加载权重时，{device} 的内存用尽了。</translation>
    </message>
    <message>
        <source>Your message is kept. Load the model in a smaller precision, then send again.</source>
        <translation>您的消息已保留。请以更低的精度加载模型，然后重新发送。</translation>
    </message>
    <message>
        <source>The memory is not enough for this model, even in its smallest form.</source>
        <translation>即使用最小的形式，内存也不够运行这个模型。</translation>
    </message>
    <message>
        <source>{device} ran out of memory with {precision} weights, and nothing smaller is left.</source>
        <translation>{device} 以 {precision} 权重运行时内存不足，而且没有更小的形式了。</translation>
    </message>
    <message>
        <source>Your message is kept. Close other programs or choose a smaller model, and try again.</source>
        <translation>您的消息已保留。请关闭其他程序或选择更小的模型，然后重试。</translation>
    </message>
    <message>
        <source>NVIDIA graphics card found.</source>
        <translation>找到 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>No NVIDIA graphics card was found.</source>
        <translation>没有找到 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>The driver lists no card.</source>
        <translation>驱动没有列出任何显卡。</translation>
    </message>
    <message>
        <source>The installed PyTorch cannot use NVIDIA graphics cards.</source>
        <translation>已安装的 PyTorch 不能使用 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>It is a build for the processor only.</source>
        <translation>它是仅支持处理器的版本。</translation>
    </message>
    <message>
        <source>Install the CUDA build if this computer has such a card.</source>
        <translation>如果这台电脑有 NVIDIA 显卡，请安装 CUDA 版本。</translation>
    </message>
    <message>
        <source>NVIDIA graphics cards are hidden from the program.</source>
        <translation>程序看不到 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>The environment variable CUDA_VISIBLE_DEVICES hides them.</source>
        <translation>环境变量 CUDA_VISIBLE_DEVICES 隐藏了它们。</translation>
    </message>
    <message>
        <source>Remove the variable and start the program again.</source>
        <translation>请移除该变量，然后重新启动程序。</translation>
    </message>
    <message>
        <source>The NVIDIA graphics card cannot be used.</source>
        <translation>NVIDIA 显卡无法使用。</translation>
    </message>
    <message>
        <source>The driver is absent, too old, or in a bad state.</source>
        <translation>驱动不存在、太旧或状态异常。</translation>
    </message>
    <message>
        <source>Install the present NVIDIA driver and restart the computer.</source>
        <translation>请安装最新的 NVIDIA 驱动，然后重启电脑。</translation>
    </message>
    <message>
        <source>An NVIDIA driver is installed.</source>
        <translation>已安装 NVIDIA 驱动。</translation>
    </message>
    <message>
        <source>No NVIDIA driver is installed.</source>
        <translation>没有安装 NVIDIA 驱动。</translation>
    </message>
    <message>
        <source>Apple graphics processor found.</source>
        <translation>找到 Apple 图形处理器。</translation>
    </message>
    <message>
        <source>The Apple graphics processor cannot be used.</source>
        <translation>Apple 图形处理器无法使用。</translation>
    </message>
    <message>
        <source>It needs macOS 14 or newer on Apple silicon.</source>
        <translation>需要 Apple 芯片和 macOS 14 或更新版本。</translation>
    </message>
    <message>
        <source>The installed PyTorch cannot use the Apple processor.</source>
        <translation>已安装的 PyTorch 不能使用 Apple 图形处理器。</translation>
    </message>
    <message>
        <source>This merge is already running.</source>
        <translation>此合并已在进行。</translation>
    </message>
    <message>
        <source>Another window or terminal writes to {path}.</source>
        <translation>另一个窗口或终端正在写入 {path}。</translation>
    </message>
    <message>
        <source>Wait until it is done, or stop it there.</source>
        <translation>请等它完成，或在那里停止它。</translation>
    </message>
    <message>
        <source>The drive is full: {missing} more needed at {path}.</source>
        <translation>磁盘已满：{path} 还需要 {missing}。</translation>
    </message>
    <message>
        <source>Something else filled it, or it was too small.</source>
        <translation>空间被其他内容占用，或者本来就不够。</translation>
    </message>
    <message>
        <source>Free some space and continue; what is finished is kept.</source>
        <translation>请腾出一些空间后继续；已完成的部分会保留。</translation>
    </message>
    <message>
        <source>Writing to {path} failed: {reason}.</source>
        <translation>写入 {path} 失败：{reason}。</translation>
    </message>
    <message>
        <source>The drive was disconnected or refuses to write.</source>
        <translation>磁盘已断开，或拒绝写入。</translation>
    </message>
    <message>
        <source>Check the drive and continue; what is finished is kept.</source>
        <translation>请检查磁盘后继续；已完成的部分会保留。</translation>
    </message>
    <message>
        <source>What is finished of this merge is not there: {path}.</source>
        <translation>找不到这次合并已完成的部分：{path}。</translation>
    </message>
    <message>
        <source>Its drive is not connected, or the folder was moved or removed.</source>
        <translation>它所在的磁盘未连接，或文件夹已被移动或删除。</translation>
    </message>
    <message>
        <source>Connect the drive and continue, or start over.</source>
        <translation>请连接磁盘后继续，或重新开始。</translation>
    </message>
    <message>
        <source>{path} is gone: {reason}.</source>
        <translation>{path} 不见了：{reason}。</translation>
    </message>
    <message>
        <source>The drive was disconnected or the file was removed.</source>
        <translation>磁盘已断开，或文件已被移除。</translation>
    </message>
    <message>
        <source>Connect it again and continue; nothing is lost.</source>
        <translation>请重新连接后继续，不会丢失任何内容。</translation>
    </message>
    <message>
        <source>{path} cannot be read at byte {offset}: {reason}.</source>
        <translation>无法读取 {path} 的第 {offset} 字节处：{reason}。</translation>
    </message>
    <message>
        <source>{path} ends too early, at byte {size}.</source>
        <translation>{path} 在第 {size} 字节处过早结束。</translation>
    </message>
    <message>
        <source>The file was cut off or is being written to.</source>
        <translation>文件不完整，或正在被写入。</translation>
    </message>
    <message>
        <source>Three attempts failed: the drive was disconnected or has bad sectors.</source>
        <translation>三次尝试均失败：磁盘已断开，或有坏扇区。</translation>
    </message>
    <message>
        <source>Connect the drive again and continue. If the same place fails again, copy the file from elsewhere and start over.</source>
        <translation>请重新连接磁盘后继续。如果同一处再次失败，请从别处复制该文件，然后重新开始。</translation>
    </message>
    <message>
        <source>Copy or download this file again and start over.</source>
        <translation>请重新复制或下载此文件，然后重新开始。</translation>
    </message>
    <message>
        <source>The tensor {tensor} is damaged: not a number or infinite ({source}).</source>
        <translation>张量 {tensor} 已损坏：含有 NaN 或无穷大（{source}）。</translation>
    </message>
    <message>
        <source>A file of the base or the delta is damaged, or the two do not belong together.</source>
        <translation>基座或增量中有文件已损坏，或两者不配套。</translation>
    </message>
    <message>
        <source>Download the damaged folder again, or choose another one.</source>
        <translation>请重新下载损坏的文件夹，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>There is no unfinished merge in {path}.</source>
        <translation>{path} 中没有未完成的合并。</translation>
    </message>
    <message>
        <source>It is finished, was removed, or was never begun.</source>
        <translation>它已经完成、已被移除，或从未开始。</translation>
    </message>
    <message>
        <source>The merged model differs from what was written ({name}).</source>
        <translation>合并好的模型与写入的内容不一致（{name}）。</translation>
    </message>
    <message>
        <source>The drive returned other data than it was given.</source>
        <translation>磁盘读出的数据与写入时不同。</translation>
    </message>
    <message>
        <source>Continue to write that part again; if it happens again, use another drive.</source>
        <translation>点击“继续”会重新写入该部分；如果再次发生，请换一个磁盘。</translation>
    </message>
    <message>
        <source>{name} is not what was written.</source>
        <translation>{name} 与写入时不同。</translation>
    </message>
    <message>
        <source>The file was changed or damaged since the merge.</source>
        <translation>合并之后，文件被改动或损坏了。</translation>
    </message>
    <message>
        <source>Merge again.</source>
        <translation>请重新合并。</translation>
    </message>
    <message>
        <source>{path} is no whole model.</source>
        <translation>{path} 不是完整的模型。</translation>
    </message>
    <message>
        <source>Its norm weights are those of a delta.</source>
        <translation>其归一化权重表明它是增量。</translation>
    </message>
    <message>
        <source>Merge it with its base first.</source>
        <translation>请先将它与对应的基座合并。</translation>
    </message>
    <message>
        <source>The tensor {tensor} is damaged: not a number or infinite.</source>
        <translation>张量 {tensor} 已损坏：含有 NaN 或无穷大。</translation>
    </message>
    <message>
        <source>The file was damaged, or the model was made wrongly.</source>
        <translation>文件已损坏，或模型制作有误。</translation>
    </message>
    <message>
        <source>The tensors are not those that config.json describes ({tensor}; {count} instead of {expected}).</source>
        <translation>张量与 config.json 的描述不符（{tensor}；应有 {expected} 个，实有 {count} 个）。</translation>
    </message>
    <message>
        <source>Files are missing or belong to another model.</source>
        <translation>文件有缺失，或属于其他模型。</translation>
    </message>
    <message>
        <source>Not a release we know.</source>
        <translation>不是已知的发布版本。</translation>
    </message>
    <message>
        <source>Its hashes are in no list; that alone does not mean that anything is wrong.</source>
        <translation>其哈希值不在已知列表中；仅此并不说明有问题。</translation>
    </message>
    <message>
        <source>{repository} is no name of a repository.</source>
        <translation>{repository} 不是仓库名称。</translation>
    </message>
    <message>
        <source>Names look like TryMore/TryMoreGPT-delta-7b.</source>
        <translation>名称形如 TryMore/TryMoreGPT-delta-7b。</translation>
    </message>
    <message>
        <source>Check the name.</source>
        <translation>请检查名称。</translation>
    </message>
    <message>
        <source>{repository} was not found at {endpoint}.</source>
        <translation>在 {endpoint} 上没有找到 {repository}。</translation>
    </message>
    <message>
        <source>The name is wrong, or the repository is private or was removed.</source>
        <translation>名称有误，或者仓库不公开、已被移除。</translation>
    </message>
    <message>
        <source>{repository} can only be downloaded with permission.</source>
        <translation>{repository} 需要获得许可才能下载。</translation>
    </message>
    <message>
        <source>Its owners ask for a login and an agreement.</source>
        <translation>所有者要求登录并同意协议。</translation>
    </message>
    <message>
        <source>Get access on the web page and log in with hf auth login, then try again.</source>
        <translation>请在网页上申请访问权限，用 hf auth login 登录，然后重试。</translation>
    </message>
    <message>
        <source>The download stopped: {reason}.</source>
        <translation>下载中断：{reason}。</translation>
    </message>
    <message>
        <source>{endpoint} could not be reached, or the connection broke.</source>
        <translation>无法访问 {endpoint}，或连接断开了。</translation>
    </message>
    <message>
        <source>Try again: what is there is kept. In mainland China a mirror may help; set it in Settings.</source>
        <translation>请重试：已下载的部分会保留。在中国大陆使用镜像可能会有帮助，可在设置中填写。</translation>
    </message>
    <message>
        <source>A file of this name with other content is already there, and it is never replaced.</source>
        <translation>那里已有内容不同的同名文件，程序绝不会替换它。</translation>
    </message>
    <message>
        <source>Move it away or choose another folder.</source>
        <translation>请将它移走，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{name} arrived damaged.</source>
        <translation>{name} 下载后已损坏。</translation>
    </message>
    <message>
        <source>Its checksum is not the one that the hub states. The file was removed.</source>
        <translation>其校验和与仓库公布的不一致，文件已移除。</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>请重试。</translation>
    </message>
    <message>
        <source>The folder {path} is not there.</source>
        <translation>文件夹 {path} 不存在。</translation>
    </message>
    <message>
        <source>It was moved or removed, or its drive is not connected.</source>
        <translation>它已被移动或删除，或所在磁盘未连接。</translation>
    </message>
    <message>
        <source>Connect the drive or choose the folder again.</source>
        <translation>请连接磁盘，或重新选择文件夹。</translation>
    </message>
    <message>
        <source>{name} is a file, not a folder.</source>
        <translation>{name} 是文件，不是文件夹。</translation>
    </message>
    <message>
        <source>A model is a folder with several files.</source>
        <translation>模型是包含多个文件的文件夹。</translation>
    </message>
    <message>
        <source>Choose the folder that the file is in.</source>
        <translation>请选择该文件所在的文件夹。</translation>
    </message>
    <message>
        <source>The folder {path} is empty.</source>
        <translation>文件夹 {path} 是空的。</translation>
    </message>
    <message>
        <source>There is nothing in it to merge.</source>
        <translation>其中没有可合并的内容。</translation>
    </message>
    <message>
        <source>Choose the folder that holds the weights.</source>
        <translation>请选择权重所在的文件夹。</translation>
    </message>
    <message>
        <source>The download into {path} is not finished.</source>
        <translation>下载到 {path} 的文件还不完整。</translation>
    </message>
    <message>
        <source>{count} of {total} files of {repository} are missing ({size}): {names}.</source>
        <translation>{repository} 的 {total} 个文件中还缺 {count} 个（{size}）：{names}。</translation>
    </message>
    <message>
        <source>Start the download into this folder again; it goes on where it stopped.</source>
        <translation>再次下载到这个文件夹，会从中断处继续。</translation>
    </message>
    <message>
        <source>The folder {path} holds no model.</source>
        <translation>文件夹 {path} 中没有模型。</translation>
    </message>
    <message>
        <source>Neither .safetensors, .bin nor consolidated.*.pth files are in it.</source>
        <translation>其中没有 .safetensors、.bin 或 consolidated.*.pth 文件。</translation>
    </message>
    <message>
        <source>Choose the folder that holds the weights and config.json.</source>
        <translation>请选择权重和 config.json 所在的文件夹。</translation>
    </message>
    <message>
        <source>The model is one folder further down.</source>
        <translation>模型在下一级文件夹中。</translation>
    </message>
    <message>
        <source>{path} itself holds no weights, but {inside} does.</source>
        <translation>{path} 本身没有权重，但 {inside} 中有。</translation>
    </message>
    <message>
        <source>Choose {inside}.</source>
        <translation>请选择 {inside}。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}.</source>
        <translation>无法读取 {name}：{reason}。</translation>
    </message>
    <message>
        <source>The system refused to open {path}, or the drive has bad sectors.</source>
        <translation>系统拒绝打开 {path}，或磁盘有坏扇区。</translation>
    </message>
    <message>
        <source>Check the permissions and the drive, then check again.</source>
        <translation>请检查权限和磁盘，然后重新检查。</translation>
    </message>
    <message>
        <source>{count} of {total} files are placeholders ({size}). The real weights were not downloaded.</source>
        <translation>{total} 个文件中有 {count} 个只是占位文件（{size}），真正的权重没有下载。</translation>
    </message>
    <message>
        <source>Git left small text files in place of the large ones: {names}.</source>
        <translation>Git 用小的文本文件代替了大文件：{names}。</translation>
    </message>
    <message>
        <source>Run git lfs pull in that folder, or download the files again, and check again.</source>
        <translation>请在该文件夹中运行 git lfs pull，或重新下载这些文件，然后重新检查。</translation>
    </message>
    <message>
        <source>{name} is a compressed model for other programs; merging needs the original LLaMA weights.</source>
        <translation>{name} 是供其他程序使用的压缩模型；合并需要原始的 LLaMA 权重。</translation>
    </message>
    <message>
        <source>GGUF, GGML and similar files have lost the exact numbers that the delta is added to.</source>
        <translation>GGUF、GGML 等文件已丢失增量所要加上的精确数值。</translation>
    </message>
    <message>
        <source>Choose the original weights: a Hugging Face folder with .safetensors or .bin files, or Meta&apos;s consolidated.*.pth files.</source>
        <translation>请选择原始权重：含 .safetensors 或 .bin 文件的 Hugging Face 文件夹，或 Meta 的 consolidated.*.pth 文件。</translation>
    </message>
    <message>
        <source>This model is compressed to few bits ({name}); merging needs the original LLaMA weights.</source>
        <translation>此模型已量化到低位数（{name}）；合并需要原始的 LLaMA 权重。</translation>
    </message>
    <message>
        <source>The exact numbers that the delta is added to are lost in it.</source>
        <translation>其中已丢失增量所要加上的精确数值。</translation>
    </message>
    <message>
        <source>Choose the original weights in fp16, bf16 or fp32.</source>
        <translation>请选择 fp16、bf16 或 fp32 的原始权重。</translation>
    </message>
    <message>
        <source>The tensor {tensor} has the number format {dtype}, which cannot be merged.</source>
        <translation>张量 {tensor} 的数值格式是 {dtype}，无法合并。</translation>
    </message>
    <message>
        <source>Weights must be fp16, bf16 or fp32.</source>
        <translation>权重必须是 fp16、bf16 或 fp32。</translation>
    </message>
    <message>
        <source>Choose the original weights.</source>
        <translation>请选择原始权重。</translation>
    </message>
    <message>
        <source>{names} is missing ({count} of {total} files).</source>
        <translation>缺少 {names}（共 {total} 个文件，缺 {count} 个）。</translation>
    </message>
    <message>
        <source>The index or the names of the other files say that it belongs to the model.</source>
        <translation>根据索引或其他文件的名称，模型应当包含它。</translation>
    </message>
    <message>
        <source>Copy or download the missing files into the folder and check again.</source>
        <translation>请将缺少的文件复制或下载到该文件夹，然后重新检查。</translation>
    </message>
    <message>
        <source>{name} is cut off: {size} are there, and its end is missing.</source>
        <translation>{name} 不完整：只有 {size}，缺少末尾部分。</translation>
    </message>
    <message>
        <source>The copy or the download was interrupted.</source>
        <translation>复制或下载被中断了。</translation>
    </message>
    <message>
        <source>Copy or download this file again and check again.</source>
        <translation>请重新复制或下载此文件，然后重新检查。</translation>
    </message>
    <message>
        <source>{name} is cut off: {size} of {expected} are there.</source>
        <translation>{name} 不完整：应有 {expected}，只有 {size}。</translation>
    </message>
    <message>
        <source>The files together are {missing} shorter than the index says.</source>
        <translation>这些文件合计比索引所记少 {missing}。</translation>
    </message>
    <message>
        <source>A file is missing from the index, or the index states a wrong size; each file by itself is whole.</source>
        <translation>索引漏记了文件，或所记大小有误；每个文件本身都是完整的。</translation>
    </message>
    <message>
        <source>Compare the sizes with the place you got the files from. The merge is possible.</source>
        <translation>请与文件来源处核对大小。仍然可以合并。</translation>
    </message>
    <message>
        <source>{name} is damaged.</source>
        <translation>{name} 已损坏。</translation>
    </message>
    <message>
        <source>Its table of contents does not fit the file (at byte {offset}).</source>
        <translation>其目录与文件不符（第 {offset} 字节处）。</translation>
    </message>
    <message>
        <source>Copy or download this file again.</source>
        <translation>请重新复制或下载此文件。</translation>
    </message>
    <message>
        <source>{name} cannot be understood.</source>
        <translation>无法解析 {name}。</translation>
    </message>
    <message>
        <source>It is not readable as JSON.</source>
        <translation>它不是可读的 JSON。</translation>
    </message>
    <message>
        <source>{name} holds no weights.</source>
        <translation>{name} 中没有权重。</translation>
    </message>
    <message>
        <source>It is neither a PyTorch file nor a safetensors file.</source>
        <translation>它既不是 PyTorch 文件，也不是 safetensors 文件。</translation>
    </message>
    <message>
        <source>Choose another folder, or download this file again.</source>
        <translation>请选择其他文件夹，或重新下载此文件。</translation>
    </message>
    <message>
        <source>{path} is refused: it names {name}, which is not a weight.</source>
        <translation>已拒绝 {path}：其中引用了 {name}，它不是权重。</translation>
    </message>
    <message>
        <source>Such files can run code when a program opens them. Nothing of it was run.</source>
        <translation>这类文件在被程序打开时可能会运行代码。其中的代码没有被运行。</translation>
    </message>
    <message>
        <source>Use weights from a source that you trust, best as .safetensors.</source>
        <translation>请使用来源可信的权重，最好是 .safetensors 格式。</translation>
    </message>
    <message>
        <source>params.json is missing in {path}.</source>
        <translation>{path} 中缺少 params.json。</translation>
    </message>
    <message>
        <source>Without the number of heads Meta&apos;s original files cannot be converted.</source>
        <translation>不知道注意力头数，就无法转换 Meta 的原始文件。</translation>
    </message>
    <message>
        <source>Copy params.json from the same download into the folder.</source>
        <translation>请将同一次下载中的 params.json 复制到该文件夹。</translation>
    </message>
    <message>
        <source>{there} of {total} consolidated.*.pth files are there.</source>
        <translation>应有 {total} 个 consolidated.*.pth 文件，只有 {there} 个。</translation>
    </message>
    <message>
        <source>Meta&apos;s larger models are split over several files, and each holds a slice of every tensor.</source>
        <translation>Meta 的较大模型分成多个文件，每个文件含有各个张量的一部分。</translation>
    </message>
    <message>
        <source>Copy the other files into the folder and check again.</source>
        <translation>请将其余文件复制到该文件夹，然后重新检查。</translation>
    </message>
    <message>
        <source>The consolidated.*.pth files do not fit together (tensor {tensor}).</source>
        <translation>这些 consolidated.*.pth 文件彼此不配套（张量 {tensor}）。</translation>
    </message>
    <message>
        <source>They come from different models or one of them is damaged.</source>
        <translation>它们来自不同的模型，或其中有一个已损坏。</translation>
    </message>
    <message>
        <source>Copy all of them again from the same download.</source>
        <translation>请从同一次下载中重新复制全部文件。</translation>
    </message>
    <message>
        <source>This is a model of another family ({family}).</source>
        <translation>这是其他系列的模型（{family}）。</translation>
    </message>
    <message>
        <source>TryMoreGPT is made from LLaMA; only LLaMA weights can be merged.</source>
        <translation>TryMoreGPT 由 LLaMA 制成，只能合并 LLaMA 权重。</translation>
    </message>
    <message>
        <source>Choose a LLaMA folder.</source>
        <translation>请选择 LLaMA 文件夹。</translation>
    </message>
    <message>
        <source>The tensors in this folder are not those of LLaMA (found {tensor}).</source>
        <translation>此文件夹中的张量不属于 LLaMA（发现 {tensor}）。</translation>
    </message>
    <message>
        <source>This looks like LLaMA-2 ({signs}). The result would not be TryMoreGPT.</source>
        <translation>这看起来是 LLaMA-2（{signs}），合并的结果不会是 TryMoreGPT。</translation>
    </message>
    <message>
        <source>LLaMA-2 has tensors of the same shapes, but other weights. The delta fits the first LLaMA of 2023 only.</source>
        <translation>LLaMA-2 的张量形状相同，但权重不同。增量只适用于 2023 年的第一代 LLaMA。</translation>
    </message>
    <message>
        <source>Choose the first-generation LLaMA, or continue if you know better.</source>
        <translation>请选择第一代 LLaMA；如果您确信无误，也可以继续。</translation>
    </message>
    <message>
        <source>Base and delta are the same folder.</source>
        <translation>基座和增量是同一个文件夹。</translation>
    </message>
    <message>
        <source>Both point to {path}.</source>
        <translation>两者都指向 {path}。</translation>
    </message>
    <message>
        <source>Choose the LLaMA folder as base and the TryMoreGPT folder as delta.</source>
        <translation>请选择 LLaMA 文件夹作为基座，TryMoreGPT 文件夹作为增量。</translation>
    </message>
    <message>
        <source>These two look exchanged.</source>
        <translation>两者看起来放反了。</translation>
    </message>
    <message>
        <source>{base} holds differences, as a delta does, and {delta} holds a whole model.</source>
        <translation>{base} 中是差值，像是增量；{delta} 中则是完整的模型。</translation>
    </message>
    <message>
        <source>Swap them.</source>
        <translation>请交换两者。</translation>
    </message>
    <message>
        <source>The folder offered as base is a delta.</source>
        <translation>选作基座的文件夹是增量。</translation>
    </message>
    <message>
        <source>{path} holds differences: its norm weights are almost zero. A delta by itself is no model.</source>
        <translation>{path} 中是差值：其归一化权重几乎为零。单独的增量不是模型。</translation>
    </message>
    <message>
        <source>Choose the original LLaMA folder as base.</source>
        <translation>请选择原始的 LLaMA 文件夹作为基座。</translation>
    </message>
    <message>
        <source>The folder offered as base is a LoRA adapter.</source>
        <translation>选作基座的文件夹是 LoRA 适配器。</translation>
    </message>
    <message>
        <source>{path} holds only small additions to a model.</source>
        <translation>{path} 中只有对模型的少量补充。</translation>
    </message>
    <message>
        <source>Choose the original LLaMA folder as base and the adapter as delta.</source>
        <translation>请选择原始的 LLaMA 文件夹作为基座，适配器作为增量。</translation>
    </message>
    <message>
        <source>The folder offered as base is already merged.</source>
        <translation>选作基座的文件夹已经合并过了。</translation>
    </message>
    <message>
        <source>{path} was made by this program; adding a delta once more would spoil it.</source>
        <translation>{path} 由本程序生成；再加一次增量会毁掉它。</translation>
    </message>
    <message>
        <source>Choose the original LLaMA folder, or chat with this model as it is.</source>
        <translation>请选择原始的 LLaMA 文件夹，或直接与此模型对话。</translation>
    </message>
    <message>
        <source>The folder offered as delta is a whole model.</source>
        <translation>选作增量的文件夹是完整的模型。</translation>
    </message>
    <message>
        <source>The norm weights in {path} are those of a model, not of a difference.</source>
        <translation>{path} 中的归一化权重表明它是模型，而不是差值。</translation>
    </message>
    <message>
        <source>Choose the TryMoreGPT delta; to chat with this model no merge is needed.</source>
        <translation>请选择 TryMoreGPT 增量；与此模型对话不需要合并。</translation>
    </message>
    <message>
        <source>The folder offered as delta is already merged.</source>
        <translation>选作增量的文件夹已经合并过了。</translation>
    </message>
    <message>
        <source>{path} was made by this program and can be used as it is.</source>
        <translation>{path} 由本程序生成，可以直接使用。</translation>
    </message>
    <message>
        <source>Load it as a model, or choose the TryMoreGPT delta.</source>
        <translation>请将它作为模型加载，或选择 TryMoreGPT 增量。</translation>
    </message>
    <message>
        <source>The fine-tuned model that was offered is no whole model.</source>
        <translation>所选的微调模型不是完整的模型。</translation>
    </message>
    <message>
        <source>{path} holds a delta or an adapter.</source>
        <translation>{path} 中是增量或适配器。</translation>
    </message>
    <message>
        <source>Choose the whole fine-tuned model.</source>
        <translation>请选择完整的微调模型。</translation>
    </message>
    <message>
        <source>Base is {base}, delta is {delta}.</source>
        <translation>基座是 {base}，增量是 {delta}。</translation>
    </message>
    <message>
        <source>They belong to different sizes of the model. (The authors&apos; web page prints the wrong name for the 13B delta.)</source>
        <translation>两者属于不同规模的模型。（作者网页上 13B 增量的名称有误。）</translation>
    </message>
    <message>
        <source>Choose the delta of the same size as the base.</source>
        <translation>请选择与基座规模相同的增量。</translation>
    </message>
    <message>
        <source>This delta is for an older recipe: it has {delta} words, the base {base}.</source>
        <translation>这个增量出自较早的配方：其词表有 {delta} 项，基座为 {base} 项。</translation>
    </message>
    <message>
        <source>Early deltas added an extra word (row 32001) to LLaMA&apos;s 32000.</source>
        <translation>早期的增量在 LLaMA 的 32000 项之外多加了一项（第 32001 行）。</translation>
    </message>
    <message>
        <source>Use the current delta.</source>
        <translation>请使用当前版本的增量。</translation>
    </message>
    <message>
        <source>This base was extended to {base} words; the delta has LLaMA&apos;s {delta}.</source>
        <translation>这个基座的词表已扩充到 {base} 项；增量仍是 LLaMA 的 {delta} 项。</translation>
    </message>
    <message>
        <source>Somebody added words to this copy of LLaMA.</source>
        <translation>有人在这份 LLaMA 的词表中加了词。</translation>
    </message>
    <message>
        <source>Choose the original LLaMA folder.</source>
        <translation>请选择原始的 LLaMA 文件夹。</translation>
    </message>
    <message>
        <source>The vocabularies differ: {base} words in the base, {delta} in the delta.</source>
        <translation>词表不同：基座 {base} 项，增量 {delta} 项。</translation>
    </message>
    <message>
        <source>They were made with different tokenizers.</source>
        <translation>两者使用了不同的分词器。</translation>
    </message>
    <message>
        <source>Choose a base and a delta that belong together.</source>
        <translation>请选择相互配套的基座和增量。</translation>
    </message>
    <message>
        <source>Tensors differ in shape: {tensor} is {base} in the base and {delta} in the delta ({count} in all).</source>
        <translation>张量形状不同：{tensor} 在基座中是 {base}，在增量中是 {delta}（共 {count} 个）。</translation>
    </message>
    <message>
        <source>Base and delta belong to different models.</source>
        <translation>基座和增量属于不同的模型。</translation>
    </message>
    <message>
        <source>{count} tensors are missing here that the other folder has, first {tensor}.</source>
        <translation>与另一个文件夹相比，这里缺少 {count} 个张量，第一个是 {tensor}。</translation>
    </message>
    <message>
        <source>The folder is incomplete or belongs to another model.</source>
        <translation>文件夹不完整，或属于其他模型。</translation>
    </message>
    <message>
        <source>Copy or download the folder again, or choose another one.</source>
        <translation>请重新复制或下载该文件夹，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>Neither folder has a tokenizer.</source>
        <translation>两个文件夹中都没有分词器。</translation>
    </message>
    <message>
        <source>Without tokenizer.model the merged model cannot be used for chatting.</source>
        <translation>没有 tokenizer.model，合并好的模型就不能用于对话。</translation>
    </message>
    <message>
        <source>Copy tokenizer.model into the delta&apos;s folder and check again.</source>
        <translation>请将 tokenizer.model 复制到增量文件夹，然后重新检查。</translation>
    </message>
    <message>
        <source>This adapter cannot be merged ({feature}).</source>
        <translation>无法合并此适配器（{feature}）。</translation>
    </message>
    <message>
        <source>Only plain LoRA without bias can be added to the weights exactly.</source>
        <translation>只有不带偏置的普通 LoRA 才能精确地加到权重上。</translation>
    </message>
    <message>
        <source>Choose another adapter.</source>
        <translation>请选择其他适配器。</translation>
    </message>
    <message>
        <source>The adapter does not fit the base: {tensor} ({count} in all).</source>
        <translation>适配器与基座不配套：{tensor}（共 {count} 个）。</translation>
    </message>
    <message>
        <source>It was trained on another model.</source>
        <translation>它是在其他模型上训练的。</translation>
    </message>
    <message>
        <source>Choose the base that the adapter was trained on.</source>
        <translation>请选择训练该适配器时所用的基座。</translation>
    </message>
    <message>
        <source>{path} is a file.</source>
        <translation>{path} 是一个文件。</translation>
    </message>
    <message>
        <source>The merged model is a folder.</source>
        <translation>合并好的模型是一个文件夹。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名称。</translation>
    </message>
    <message>
        <source>The target is one of the source folders.</source>
        <translation>目标就是来源文件夹之一。</translation>
    </message>
    <message>
        <source>The merge never writes into {path}, so that nothing of it can be lost.</source>
        <translation>合并绝不会写入 {path}，以免其中的内容丢失。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The target lies inside a source folder.</source>
        <translation>目标位于来源文件夹之内。</translation>
    </message>
    <message>
        <source>{path} is inside {source}, and sources are never written to.</source>
        <translation>{path} 在 {source} 之内，而来源绝不会被写入。</translation>
    </message>
    <message>
        <source>Choose a folder elsewhere.</source>
        <translation>请选择别处的文件夹。</translation>
    </message>
    <message>
        <source>A source folder lies inside the target.</source>
        <translation>有一个来源文件夹位于目标之内。</translation>
    </message>
    <message>
        <source>{source} is inside {path}.</source>
        <translation>{source} 在 {path} 之内。</translation>
    </message>
    <message>
        <source>Choose a new folder elsewhere.</source>
        <translation>请在别处选择一个新文件夹。</translation>
    </message>
    <message>
        <source>The folder {path} is not empty.</source>
        <translation>文件夹 {path} 不是空的。</translation>
    </message>
    <message>
        <source>Existing files are never replaced or removed.</source>
        <translation>已有的文件绝不会被替换或移除。</translation>
    </message>
    <message>
        <source>Choose a new folder, for example {suggestion}.</source>
        <translation>请选择一个新文件夹，例如 {suggestion}。</translation>
    </message>
    <message>
        <source>Nothing can be written to {path}.</source>
        <translation>无法写入 {path}。</translation>
    </message>
    <message>
        <source>The name of the target folder is too long.</source>
        <translation>目标文件夹的名称太长。</translation>
    </message>
    <message>
        <source>The drive takes no folder with the path {path}.</source>
        <translation>磁盘不接受路径为 {path} 的文件夹。</translation>
    </message>
    <message>
        <source>Choose a shorter name.</source>
        <translation>请换一个较短的名称。</translation>
    </message>
    <message>
        <source>The folder or its drive is read-only for you.</source>
        <translation>您对该文件夹或所在磁盘只有读取权限。</translation>
    </message>
    <message>
        <source>Choose another folder, or change its permissions.</source>
        <translation>请选择其他文件夹，或更改其权限。</translation>
    </message>
    <message>
        <source>{path} is in the way.</source>
        <translation>已有同名的 {path}。</translation>
    </message>
    <message>
        <source>A merge works in a folder of this name, but what is in it is not from a merge.</source>
        <translation>合并要使用这个名称的文件夹，但其中的内容并非来自合并。</translation>
    </message>
    <message>
        <source>Move that folder away or choose another target.</source>
        <translation>请将该文件夹移走，或选择其他目标。</translation>
    </message>
    <message>
        <source>The files changed since the merge was begun; starting over is needed.</source>
        <translation>合并开始后文件发生了变化，需要重新开始。</translation>
    </message>
    <message>
        <source>What is finished in {path} was made from other files.</source>
        <translation>{path} 中已完成的部分是用其他文件制作的。</translation>
    </message>
    <message>
        <source>Start over, or put the former files back. What is finished stays until you decide.</source>
        <translation>请重新开始，或放回原来的文件。在您决定之前，已完成的部分会保留。</translation>
    </message>
    <message>
        <source>{missing} too little space on {path}.</source>
        <translation>{path} 空间不足，还差 {missing}。</translation>
    </message>
    <message>
        <source>The merge needs {needed}; {free} are free.</source>
        <translation>合并需要 {needed}，可用 {free}。</translation>
    </message>
    <message>
        <source>Free that much or choose another drive.</source>
        <translation>请腾出相应的空间，或选择其他磁盘。</translation>
    </message>
    <message>
        <source>{path} is on a {kind} drive.</source>
        <translation>{path} 位于 {kind} 格式的磁盘上。</translation>
    </message>
    <message>
        <source>It takes no files above 4 GB; the model is written in smaller pieces that fit.</source>
        <translation>它不支持超过 4 GB 的文件；模型会分成更小的分片写入。</translation>
    </message>
    <message>
        <source>{path} is on a network drive ({kind}).</source>
        <translation>{path} 位于网络磁盘上（{kind}）。</translation>
    </message>
    <message>
        <source>The merge works there, but it is slower and ends if the connection breaks. It can then be continued.</source>
        <translation>可以在那里合并，但速度较慢，连接断开时会停止；之后可以继续。</translation>
    </message>
    <message>
        <source>The model is already there.</source>
        <translation>模型已经在那里了。</translation>
    </message>
    <message>
        <source>{path} was merged from the same files.</source>
        <translation>{path} 由同样的文件合并而成。</translation>
    </message>
    <message>
        <source>Nothing is left to do.</source>
        <translation>无需再做什么。</translation>
    </message>
    <message>
        <source>{limit} of memory is too little.</source>
        <translation>{limit} 内存太少。</translation>
    </message>
    <message>
        <source>The program itself needs {minimum}.</source>
        <translation>程序本身需要 {minimum}。</translation>
    </message>
    <message>
        <source>Allow at least {minimum}.</source>
        <translation>请至少允许使用 {minimum}。</translation>
    </message>
    <message>
        <source>{dtype} is no number format for a merge.</source>
        <translation>合并不支持数值格式 {dtype}。</translation>
    </message>
    <message>
        <source>Choose fp16, bf16 or same.</source>
        <translation>请选择 fp16、bf16 或 same。</translation>
    </message>
    <message>
        <source>The model is not at {path}.</source>
        <translation>模型不在 {path}。</translation>
    </message>
    <message>
        <source>Its drive may not be connected, or it was moved.</source>
        <translation>所在磁盘可能未连接，或模型已被移动。</translation>
    </message>
    <message>
        <source>Connect the drive, or point to the new place.</source>
        <translation>请连接磁盘，或指定新位置。</translation>
    </message>
    <message>
        <source>There is something at {path} already.</source>
        <translation>{path} 处已有内容。</translation>
    </message>
    <message>
        <source>Nothing that exists is overwritten.</source>
        <translation>已有的内容绝不会被覆盖。</translation>
    </message>
    <message>
        <source>The new place {path} lies inside the model&apos;s own folder.</source>
        <translation>新位置 {path} 在模型自己的文件夹之内。</translation>
    </message>
    <message>
        <source>Not enough space: {missing} more are needed at {path}.</source>
        <translation>空间不足：{path} 还需要 {missing}。</translation>
    </message>
    <message>
        <source>A moved model is copied and checked before the old one goes.</source>
        <translation>移动模型时会先复制并校验，然后才删除原来的模型。</translation>
    </message>
    <message>
        <source>Free some space, or choose another drive.</source>
        <translation>请腾出一些空间，或选择其他磁盘。</translation>
    </message>
    <message>
        <source>The model could not be moved: {reason}</source>
        <translation>无法移动模型：{reason}</translation>
    </message>
    <message>
        <source>The model is still whole in its old place {path}.</source>
        <translation>模型仍完整地保留在原位置 {path}。</translation>
    </message>
    <message>
        <source>Check the drives and try again.</source>
        <translation>请检查磁盘后重试。</translation>
    </message>
    <message>
        <source>The copy of {name} differs from what was read.</source>
        <translation>{name} 的副本与读取的内容不一致。</translation>
    </message>
    <message>
        <source>The new drive or its cable is faulty. The model is whole in its old place.</source>
        <translation>新磁盘或其连接线有故障。模型仍完整地保留在原位置。</translation>
    </message>
    <message>
        <source>Choose another drive.</source>
        <translation>请选择其他磁盘。</translation>
    </message>
    <message>
        <source>The files in {path} were not made by this program.</source>
        <translation>{path} 中的文件不是本程序生成的。</translation>
    </message>
    <message>
        <source>Only files that it made itself are ever deleted.</source>
        <translation>程序只删除自己生成的文件。</translation>
    </message>
    <message>
        <source>Remove the model from the list, or delete the folder yourself.</source>
        <translation>请从列表中移除该模型，或自行删除文件夹。</translation>
    </message>
    <message>
        <source>The model could not be deleted: {reason}</source>
        <translation>无法删除模型：{reason}</translation>
    </message>
    <message>
        <source>Another program may use its files, or the drive is read-only.</source>
        <translation>可能有其他程序正在使用这些文件，或磁盘是只读的。</translation>
    </message>
    <message>
        <source>Close other programs that use {path} and try again.</source>
        <translation>请关闭正在使用 {path} 的其他程序，然后重试。</translation>
    </message>
    <message>
        <source>Your chats are open in another window of this program.</source>
        <translation>您的对话已在本程序的另一个窗口中打开。</translation>
    </message>
    <message>
        <source>Process {pid} holds {path}; two at once could overwrite each other.</source>
        <translation>进程 {pid} 正在使用 {path}；两个窗口同时使用可能会互相覆盖。</translation>
    </message>
    <message>
        <source>Use the other window, or close it and start again.</source>
        <translation>请使用另一个窗口，或将它关闭后重新启动。</translation>
    </message>
    <message>
        <source>Your chats were saved by a newer version of this program.</source>
        <translation>您的对话是由本程序的更新版本保存的。</translation>
    </message>
    <message>
        <source>{path} is of version {version}; this program knows versions up to {known}. Nothing in it was changed.</source>
        <translation>{path} 的版本是 {version}，本程序最高支持版本 {known}。其中的内容没有任何改动。</translation>
    </message>
    <message>
        <source>Start the newer version, or update this one.</source>
        <translation>请启动较新的版本，或更新此版本。</translation>
    </message>
    <message>
        <source>The file with your chats is damaged.</source>
        <translation>保存对话的文件已损坏。</translation>
    </message>
    <message>
        <source>{path} could not be read as it was written.</source>
        <translation>{path} 的内容与写入时不符，无法读取。</translation>
    </message>
    <message>
        <source>When the program starts, it can make a sound file of everything that can be read; the damaged one is kept. An older copy may be in the folder backups beside it.</source>
        <translation>程序启动时可以用所有还能读取的内容生成一个完好的文件，损坏的文件会保留。旁边的 backups 文件夹中可能有较早的备份。</translation>
    </message>
    <message>
        <source>The disk with your chats is full: this was not saved.</source>
        <translation>保存对话的磁盘已满：刚才的内容没有保存。</translation>
    </message>
    <message>
        <source>{path} cannot grow; {free} bytes are free.</source>
        <translation>{path} 无法增大；只剩 {free} 字节。</translation>
    </message>
    <message>
        <source>Free some space on that disk, then try again.</source>
        <translation>请在该磁盘上腾出一些空间，然后重试。</translation>
    </message>
    <message>
        <source>Your chats cannot be read or written at the moment.</source>
        <translation>暂时无法读取或写入您的对话。</translation>
    </message>
    <message>
        <source>{path}: {reason}</source>
        <translation>{path}：{reason}</translation>
    </message>
    <message>
        <source>Check that the drive is connected and that you may write there.</source>
        <translation>请确认磁盘已连接，并且您有写入权限。</translation>
    </message>
    <message>
        <source>The file with your chats is not there at the moment.</source>
        <translation>保存对话的文件目前不在。</translation>
    </message>
    <message>
        <source>{path} was there when the program started.</source>
        <translation>程序启动时 {path} 还在。</translation>
    </message>
    <message>
        <source>Connect its drive again; then everything goes on.</source>
        <translation>请重新连接它所在的磁盘，之后一切照常。</translation>
    </message>
    <message>
        <source>The folder for your chats has too long a name.</source>
        <translation>保存对话的文件夹路径太长。</translation>
    </message>
    <message>
        <source>{path} takes more than {most} bytes.</source>
        <translation>{path} 超过了 {most} 字节。</translation>
    </message>
    <message>
        <source>Set TRYMORE_HOME to a folder with a shorter name and start again.</source>
        <translation>请将 TRYMORE_HOME 设为路径更短的文件夹，然后重新启动。</translation>
    </message>
    <message>
        <source>This conversation no longer exists.</source>
        <translation>此对话已不存在。</translation>
    </message>
    <message>
        <source>It was removed for good.</source>
        <translation>它已被彻底删除。</translation>
    </message>
    <message>
        <source>Choose another one in the list.</source>
        <translation>请在列表中选择其他对话。</translation>
    </message>
    <message>
        <source>This message no longer exists.</source>
        <translation>此消息已不存在。</translation>
    </message>
    <message>
        <source>Its conversation was removed for good.</source>
        <translation>它所在的对话已被彻底删除。</translation>
    </message>
    <message>
        <source>Choose another conversation in the list.</source>
        <translation>请在列表中选择其他对话。</translation>
    </message>
    <message>
        <source>The conversations could not be written to a file.</source>
        <translation>无法将对话写入文件。</translation>
    </message>
    <message>
        <source>Choose another folder, or free some space there.</source>
        <translation>请选择其他文件夹，或在那里腾出一些空间。</translation>
    </message>
    <message>
        <source>This file holds no conversations that can be read.</source>
        <translation>此文件中没有可读取的对话。</translation>
    </message>
    <message>
        <source>{path} is neither a ShareGPT file, nor an export of ChatGPT, nor one of this program.</source>
        <translation>{path} 既不是 ShareGPT 文件，也不是 ChatGPT 或本程序导出的文件。</translation>
    </message>
    <message>
        <source>Choose a .json file in one of these formats, or the .zip from ChatGPT.</source>
        <translation>请选择以上格式之一的 .json 文件，或 ChatGPT 导出的 .zip 文件。</translation>
    </message>
    <message>
        <source>The file is damaged or was cut off; nothing was imported.</source>
        <translation>文件已损坏或不完整，没有导入任何内容。</translation>
    </message>
    <message>
        <source>{path} is no valid JSON: {reason}</source>
        <translation>{path} 不是有效的 JSON：{reason}</translation>
    </message>
    <message>
        <source>Download or export it again.</source>
        <translation>请重新下载或导出。</translation>
    </message>
    <message>
        <source>The file holds no messages; nothing was imported.</source>
        <translation>文件中没有消息，没有导入任何内容。</translation>
    </message>
    <message>
        <source>None of the {entries} entries in {path} has any text.</source>
        <translation>{path} 中的 {entries} 个条目都没有文字。</translation>
    </message>
    <message>
        <source>The file could not be read; nothing was imported.</source>
        <translation>无法读取文件，没有导入任何内容。</translation>
    </message>
    <message>
        <source>Check that the file is still there and may be read.</source>
        <translation>请确认文件仍然存在，并且可以读取。</translation>
    </message>
    <message>
        <source>Your settings could not be saved.</source>
        <translation>无法保存您的设置。</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}</source>
        <translation>无法写入 {path}：{reason}</translation>
    </message>
    <message>
        <source>Free some space, or check that you may write there.</source>
        <translation>请腾出一些空间，或确认您有写入权限。</translation>
    </message>
    <message>
        <source>Your settings could not be read; the defaults are used.</source>
        <translation>无法读取您的设置，已改用默认设置。</translation>
    </message>
    <message>
        <source>A damaged file was kept beside it, with .bad at its end.</source>
        <translation>损坏的文件已保留在原处，文件名末尾加了 .bad。</translation>
    </message>
    <message>
        <source>The setting {name} had a value that makes no sense.</source>
        <translation>设置项 {name} 的值无效。</translation>
    </message>
    <message>
        <source>{reason}</source>
        <translation>{reason}</translation>
    </message>
    <message>
        <source>Its default is used instead; all others are kept.</source>
        <translation>已改用默认值，其他设置均保留。</translation>
    </message>
    <message>
        <source>The packages for training are not installed ({package}).</source>
        <translation>没有安装训练所需的软件包（{package}）。</translation>
    </message>
    <message>
        <source>They are large, so the program does without them.</source>
        <translation>这些软件包很大，因此程序默认不带。</translation>
    </message>
    <message>
        <source>Get the program&apos;s source and type in its folder: python3 -m venv .venv, then .venv/bin/pip install -e &apos;.[train,eval]&apos;. After that, .venv/bin/trymore can train.</source>
        <translation>请取得本程序的源代码，在其文件夹中依次输入：python3 -m venv .venv，然后 .venv/bin/pip install -e &apos;.[train,eval]&apos;。之后即可用 .venv/bin/trymore 训练。</translation>
    </message>
    <message>
        <source>Training stopped with an error.</source>
        <translation>训练因错误而停止。</translation>
    </message>
    <message>
        <source>The details say what the training library reported.</source>
        <translation>详情中有训练库报告的内容。</translation>
    </message>
    <message>
        <source>Mend the cause and start again: it goes on from the last checkpoint.</source>
        <translation>请排除原因后重新启动：会从上一个检查点继续。</translation>
    </message>
    <message>
        <source>Training went astray: weights are infinite or no numbers.</source>
        <translation>训练已发散：有的权重变成了无穷大或不是数字。</translation>
    </message>
    <message>
        <source>The first such tensor is {name}. No model was written.</source>
        <translation>第一个这样的张量是 {name}。没有写出模型。</translation>
    </message>
    <message>
        <source>Lower learning_rate in the recipe and start again with --restart.</source>
        <translation>请在配方中调低 learning_rate，并加上 --restart 重新开始。</translation>
    </message>
    <message>
        <source>There is nothing to train on in the data.</source>
        <translation>数据中没有可用于训练的内容。</translation>
    </message>
    <message>
        <source>Prepare the data with: trymore data prepare</source>
        <translation>请先准备数据：trymore data prepare</translation>
    </message>
    <message>
        <source>Something else is in the folder {path}.</source>
        <translation>文件夹 {path} 中有别的内容。</translation>
    </message>
    <message>
        <source>It is not what this run would go on with.</source>
        <translation>那不是这次运行可以接着做的内容。</translation>
    </message>
    <message>
        <source>Choose another output folder, or use --restart.</source>
        <translation>请选择其他输出文件夹，或使用 --restart。</translation>
    </message>
    <message>
        <source>Another run is at work in the folder {path}.</source>
        <translation>另一个任务正在使用文件夹 {path}。</translation>
    </message>
    <message>
        <source>It is the process {pid}.</source>
        <translation>进程号为 {pid}。</translation>
    </message>
    <message>
        <source>Wait until it has ended, or choose another output folder in the recipe.</source>
        <translation>请等它结束，或在配方中选择另一个输出文件夹。</translation>
    </message>
    <message>
        <source>The recipe {path} cannot be read.</source>
        <translation>无法读取配方 {path}。</translation>
    </message>
    <message>
        <source>Check that the file is there and may be read.</source>
        <translation>请确认文件存在，并且可以读取。</translation>
    </message>
    <message>
        <source>The recipe {path} has a mistake.</source>
        <translation>配方 {path} 有误。</translation>
    </message>
    <message>
        <source>docs/TRAINING.md describes every entry.</source>
        <translation>docs/TRAINING.md 说明了每一项。</translation>
    </message>
    <message>
        <source>The recipe {path} has no table [{table}].</source>
        <translation>配方 {path} 中没有 [{table}] 表。</translation>
    </message>
    <message>
        <source>The value {value} of {name} in the recipe cannot work.</source>
        <translation>配方中 {name} 的值 {value} 不可用。</translation>
    </message>
    <message>
        <source>The recipe names an unknown format: {name}.</source>
        <translation>配方中的格式未知：{name}。</translation>
    </message>
    <message>
        <source>Known are: {known}.</source>
        <translation>可用的有：{known}。</translation>
    </message>
    <message>
        <source>The recipe names no data.</source>
        <translation>配方中没有指定数据。</translation>
    </message>
    <message>
        <source>Add at least one source.</source>
        <translation>请至少添加一个数据来源。</translation>
    </message>
    <message>
        <source>Two sources in the recipe are called {name}.</source>
        <translation>配方里有两个数据来源都叫 {name}。</translation>
    </message>
    <message>
        <source>Numbers and rejects are told by the name of the source.</source>
        <translation>统计数字和被剔除的条目都按来源的名称区分。</translation>
    </message>
    <message>
        <source>Give each source a name of its own.</source>
        <translation>请给每个来源取不同的名称。</translation>
    </message>
    <message>
        <source>The result would overwrite what it is made from: {path}.</source>
        <translation>结果会覆盖它所依据的文件：{path}。</translation>
    </message>
    <message>
        <source>No file was found for the source {name}.</source>
        <translation>没有找到数据来源 {name} 的文件。</translation>
    </message>
    <message>
        <source>Looked for {path}.</source>
        <translation>查找的是 {path}。</translation>
    </message>
    <message>
        <source>Put the data there, or correct the path; it is relative to the recipe.</source>
        <translation>请将数据放到那里，或更正路径；路径是相对于配方的。</translation>
    </message>
    <message>
        <source>The data file {path} cannot be read.</source>
        <translation>无法读取数据文件 {path}。</translation>
    </message>
    <message>
        <source>The prepared data cannot be written to {path}.</source>
        <translation>无法将准备好的数据写入 {path}。</translation>
    </message>
    <message>
        <source>The folder may be read-only or the drive full.</source>
        <translation>文件夹可能是只读的，或磁盘已满。</translation>
    </message>
    <message>
        <source>Choose another output folder in the recipe.</source>
        <translation>请在配方中选择其他输出文件夹。</translation>
    </message>
    <message>
        <source>{read} lines were read: {rejected} are no conversations, {untrainable} hold no answer within the length limit.</source>
        <translation>共读取 {read} 行：其中 {rejected} 行不是对话，{untrainable} 行在长度限制内没有回答。</translation>
    </message>
    <message>
        <source>The model {path} cannot be loaded for training.</source>
        <translation>无法加载模型 {path} 用于训练。</translation>
    </message>
    <message>
        <source>It must be a complete folder in Hugging Face&apos;s form.</source>
        <translation>它必须是完整的 Hugging Face 格式文件夹。</translation>
    </message>
    <message>
        <source>Check it with: trymore inspect</source>
        <translation>可用此命令检查：trymore inspect</translation>
    </message>
    <message>
        <source>QLoRA needs an NVIDIA graphics card.</source>
        <translation>QLoRA 需要 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>On a processor the 4-bit weights work too, but far too slowly for more than a trial.</source>
        <translation>在处理器上 4 位权重也能用，但太慢，只够试一试。</translation>
    </message>
    <message>
        <source>Use the method lora, another machine, or for a trial cpu = true in the recipe.</source>
        <translation>请改用 lora 方法，换一台机器；若只想试一试，可在配方里写 cpu = true。</translation>
    </message>
    <message>
        <source>The task {task} found no usable row in {path}.</source>
        <translation>任务 {task} 在 {path} 中没有找到可用的行。</translation>
    </message>
    <message>
        <source>Each line must be a JSON object with text and label.</source>
        <translation>每行必须是含有 text 和 label 的 JSON 对象。</translation>
    </message>
    <message>
        <source>Check the file.</source>
        <translation>请检查该文件。</translation>
    </message>
    <message>
        <source>lm-evaluation-harness could not run {task}.</source>
        <translation>lm-evaluation-harness 无法运行 {task}。</translation>
    </message>
    <message>
        <source>The data of its own tasks are downloaded; a task file may hold mistakes.</source>
        <translation>它自带任务的数据需要下载；任务文件也可能有错误。</translation>
    </message>
    <message>
        <source>Connect to the internet for its own tasks, or give yours with --own-tasks.</source>
        <translation>要用它自带的任务请连接网络，或用 --own-tasks 给出自己的任务。</translation>
    </message>
    <message>
        <source>The report cannot be written to {path}.</source>
        <translation>报告无法写入 {path}。</translation>
    </message>
    <message>
        <source>Choose another folder with --report.</source>
        <translation>请用 --report 选择另一个文件夹。</translation>
    </message>
    <message>
        <source>There is no such task: {task}.</source>
        <translation>没有这个任务：{task}。</translation>
    </message>
    <message>
        <source>“{name}” could not be read.</source>
        <translation>无法读取“{name}”。</translation>
    </message>
    <message>
        <source>The system says: {reason}.</source>
        <translation>系统提示：{reason}。</translation>
    </message>
    <message>
        <source>Check that the file is there and that you may read it.</source>
        <translation>请确认文件存在并且您有读取权限。</translation>
    </message>
    <message>
        <source>“{name}” is too large for a message.</source>
        <translation>“{name}”太大，无法放进一条消息。</translation>
    </message>
    <message>
        <source>Files of up to {limit} can be inserted.</source>
        <translation>可以插入不超过 {limit} 的文件。</translation>
    </message>
    <message>
        <source>Copy the part that matters and paste it.</source>
        <translation>请复制需要的部分再粘贴。</translation>
    </message>
    <message>
        <source>“{name}” is not a text file.</source>
        <translation>“{name}”不是文本文件。</translation>
    </message>
    <message>
        <source>The model reads text only.</source>
        <translation>模型只能读取文字。</translation>
    </message>
    <message>
        <source>Save it as plain text in UTF-8 and drop it again.</source>
        <translation>请另存为 UTF-8 纯文本后再拖入。</translation>
    </message>
    <message>
        <source>Nothing needs to be fetched.</source>
        <translation>无需获取任何内容。</translation>
    </message>
    <message>
        <source>The PyTorch in use can use NVIDIA graphics cards already.</source>
        <translation>正在使用的 PyTorch 已经支持 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>There is no GPU build of PyTorch for this system.</source>
        <translation>没有适用于此系统的 PyTorch GPU 版本。</translation>
    </message>
    <message>
        <source>NVIDIA cards are supported on Linux and Windows only.</source>
        <translation>仅在 Linux 和 Windows 上支持 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>The installer of Python packages, pip, cannot be started.</source>
        <translation>无法启动 Python 软件包安装程序 pip。</translation>
    </message>
    <message>
        <source>Install pip, or install this program again.</source>
        <translation>请安装 pip，或重新安装本程序。</translation>
    </message>
    <message>
        <source>A GPU build is being fetched already, by process {pid}.</source>
        <translation>进程 {pid} 已在获取 GPU 版本。</translation>
    </message>
    <message>
        <source>Wait until it is done.</source>
        <translation>请等它完成。</translation>
    </message>
    <message>
        <source>Not enough space for the GPU build: {needed} are needed.</source>
        <translation>空间不足以安装 GPU 版本：需要 {needed}。</translation>
    </message>
    <message>
        <source>{free} are free at {path}.</source>
        <translation>{path} 可用 {free}。</translation>
    </message>
    <message>
        <source>Free some space and try again.</source>
        <translation>请腾出一些空间后重试。</translation>
    </message>
    <message>
        <source>The drive filled up while the GPU build was fetched.</source>
        <translation>获取 GPU 版本时磁盘已满。</translation>
    </message>
    <message>
        <source>Complete files are kept; nothing in use was changed.</source>
        <translation>已完整下载的文件会保留；正在使用的内容没有改动。</translation>
    </message>
    <message>
        <source>The folder for the GPU build cannot be written: {reason}</source>
        <translation>无法写入存放 GPU 版本的文件夹：{reason}</translation>
    </message>
    <message>
        <source>It is {path}.</source>
        <translation>该文件夹是 {path}。</translation>
    </message>
    <message>
        <source>Check the drive and the rights, then try again.</source>
        <translation>请检查磁盘和权限，然后重试。</translation>
    </message>
    <message>
        <source>The GPU build could not be fetched.</source>
        <translation>无法获取 GPU 版本。</translation>
    </message>
    <message>
        <source>pip says: {reason}</source>
        <translation>pip 提示：{reason}</translation>
    </message>
    <message>
        <source>Check the network and try again: complete files are kept. Without network, use trymore runtime --from with a folder of wheels.</source>
        <translation>请检查网络后重试：已完整下载的文件会保留。没有网络时，请使用 trymore runtime --from 加上存放 wheel 文件的文件夹。</translation>
    </message>
    <message>
        <source>The package index cannot be reached.</source>
        <translation>无法访问软件包索引。</translation>
    </message>
    <message>
        <source>Nothing in use was changed.</source>
        <translation>正在使用的内容没有任何改动。</translation>
    </message>
    <message>
        <source>The package index does not offer {requirement}.</source>
        <translation>软件包索引没有提供 {requirement}。</translation>
    </message>
    <message>
        <source>The folder does not hold all that is needed.</source>
        <translation>文件夹中缺少所需的文件。</translation>
    </message>
    <message>
        <source>No suitable file for {requirement} was found.</source>
        <translation>没有找到适用于 {requirement} 的文件。</translation>
    </message>
    <message>
        <source>Fill it with pip download on a computer with the same system and Python version.</source>
        <translation>请在系统和 Python 版本相同的电脑上用 pip download 下载所需的文件。</translation>
    </message>
    <message>
        <source>What is offered as {requirement} has no GPU support.</source>
        <translation>所提供的 {requirement} 不支持 GPU。</translation>
    </message>
    <message>
        <source>It is a build for the processor only, so it was not taken.</source>
        <translation>它是仅支持处理器的版本，因此没有采用。</translation>
    </message>
    <message>
        <source>Set the package index in the settings to the one that PyTorch&apos;s installation page names for CUDA.</source>
        <translation>请在设置中将软件包索引改为 PyTorch 安装页面为 CUDA 给出的地址。</translation>
    </message>
    <message>
        <source>The file {requirement} differs from its checksum.</source>
        <translation>文件 {requirement} 与其校验和不符。</translation>
    </message>
    <message>
        <source>It was damaged on the way or exchanged, so it was thrown away.</source>
        <translation>它在传输中损坏或被替换，因此已丢弃。</translation>
    </message>
    <message>
        <source>Try again, or set another package index in the settings.</source>
        <translation>请重试，或在设置中更换软件包索引。</translation>
    </message>
    <message>
        <source>The package index names no checksum for {file}.</source>
        <translation>软件包索引没有给出 {file} 的校验和。</translation>
    </message>
    <message>
        <source>What cannot be checked is not installed.</source>
        <translation>无法校验的文件不会安装。</translation>
    </message>
    <message>
        <source>Set another package index in the settings.</source>
        <translation>请在设置中更换软件包索引。</translation>
    </message>
    <message>
        <source>It holds no build for this Python and system.</source>
        <translation>其中没有适用于此 Python 和系统的版本。</translation>
    </message>
    <message>
        <source>The file {file} is damaged.</source>
        <translation>文件 {file} 已损坏。</translation>
    </message>
    <message>
        <source>Fetch it again.</source>
        <translation>请重新获取。</translation>
    </message>
    <message>
        <source>The GPU build does not work on this computer.</source>
        <translation>GPU 版本无法在这台电脑上运行。</translation>
    </message>
    <message>
        <source>It was tried and not put into use: {reason}</source>
        <translation>经试运行后没有启用：{reason}</translation>
    </message>
    <message>
        <source>Update the NVIDIA driver and try again.</source>
        <translation>请更新 NVIDIA 驱动后重试。</translation>
    </message>
    <message>
        <source>The fetched build is switched off, but some files remain at {path}.</source>
        <translation>获取的版本已停用，但 {path} 中还留有一些文件。</translation>
    </message>
    <message>
        <source>The running program still uses them.</source>
        <translation>正在运行的程序仍在使用它们。</translation>
    </message>
    <message>
        <source>Quit the program, then run trymore runtime --remove.</source>
        <translation>请退出程序，然后运行 trymore runtime --remove。</translation>
    </message>
    <message>
        <source>The fetched GPU build belongs to another version of PyTorch.</source>
        <translation>获取的 GPU 版本属于另一个 PyTorch 版本。</translation>
    </message>
    <message>
        <source>The program was updated since.</source>
        <translation>程序在此之后更新过。</translation>
    </message>
    <message>
        <source>Fetch the GPU build again.</source>
        <translation>请重新获取 GPU 版本。</translation>
    </message>
    <message>
        <source>The fetched GPU build belongs to another Python version or system.</source>
        <translation>获取的 GPU 版本属于其他 Python 版本或系统。</translation>
    </message>
    <message>
        <source>The fetched GPU build is damaged and not used.</source>
        <translation>获取的 GPU 版本已损坏，没有使用。</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>输入/输出错误</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
        <source>No such device</source>
        <translation>没有这个设备</translation>
    </message>
    <message>
        <source>No such device or address</source>
        <translation>没有这个设备或地址</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>磁盘是只读的</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许此操作</translation>
    </message>
    <message>
        <source>Stale file handle</source>
        <translation>文件已失效</translation>
    </message>
    <message>
        <source>Transport endpoint is not connected</source>
        <translation>连接已断开</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件过多</translation>
    </message>
</context>
<context>
    <name>presets</name>
    <message>
        <source>Precise</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Creative</source>
        <translation>创意</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Longest reply</source>
        <translation>最长回答</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>A reply ends after this many tokens; this room is kept free for it.</source>
        <translation>回答到这么多词元时结束；上下文会为它预留这些空间。</translation>
    </message>
    <message>
        <source>How daring the choice of words is: 0 always takes the likeliest, 1 follows the model.</source>
        <translation>选词的大胆程度：0 总是选最可能的词，1 完全按照模型的概率。</translation>
    </message>
    <message>
        <source>Only this many of the likeliest tokens are considered; 0 considers all.</source>
        <translation>只考虑最可能的这么多个词元；0 表示全部考虑。</translation>
    </message>
    <message>
        <source>Only the likeliest tokens that together reach this probability are considered.</source>
        <translation>只考虑累计概率达到此值的最可能的词元。</translation>
    </message>
    <message>
        <source>Tokens below this share of the likeliest one are left out; 0 leaves out none.</source>
        <translation>概率低于最可能词元的这一比例的词元会被略去；0 表示不略去。</translation>
    </message>
    <message>
        <source>Above 1, words that were already used become less likely.</source>
        <translation>大于 1 时，已经用过的词会变得不那么可能。</translation>
    </message>
    <message>
        <source>The same seed gives the same reply again; −1 draws a new one each time.</source>
        <translation>相同的种子得到相同的回答；−1 表示每次随机。</translation>
    </message>
</context>
<context>
    <name>report</name>
    <message>
        <source>Hugging Face, safetensors</source>
        <translation>Hugging Face safetensors</translation>
    </message>
    <message>
        <source>Hugging Face, .bin</source>
        <translation>Hugging Face .bin</translation>
    </message>
    <message>
        <source>Meta&apos;s original files</source>
        <translation>Meta 原始文件</translation>
    </message>
    <message>
        <source>GGUF</source>
        <translation>GGUF</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 个文件</translation>
    </message>
    <message>
        <source>{n} files</source>
        <translation>{n} 个文件</translation>
    </message>
    <message>
        <source>a whole model</source>
        <translation>完整的模型</translation>
    </message>
    <message>
        <source>a delta</source>
        <translation>增量</translation>
    </message>
    <message>
        <source>a LoRA adapter</source>
        <translation>LoRA 适配器</translation>
    </message>
    <message>
        <source>weights of an unknown kind</source>
        <translation>类型未知的权重</translation>
    </message>
    <message>
        <source>fp16 (16 bit)</source>
        <translation>fp16（16 位）</translation>
    </message>
    <message>
        <source>bf16 (16 bit)</source>
        <translation>bf16（16 位）</translation>
    </message>
    <message>
        <source>fp32 (32 bit)</source>
        <translation>fp32（32 位）</translation>
    </message>
</context>
<context>
    <name>roles</name>
    <message>
        <source>Helpful assistant</source>
        <translation>得力助手</translation>
    </message>
    <message>
        <source>Husky</source>
        <translation>哈士奇</translation>
    </message>
    <message>
        <source>You are a husky: lively, loyal, a little silly, and you love snow, running and snacks. Stay in this role and answer as this dog would, in the first person.</source>
        <translation>你是一只哈士奇：活泼、忠诚、有点傻，喜欢雪、奔跑和零食。请始终保持这个角色，用第一人称像这只狗一样回答。</translation>
    </message>
    <message>
        <source>Translator</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>You are a translator. Translate Chinese into English and everything else into Chinese. Keep meaning, tone and layout. Answer with the translation only.</source>
        <translation>你是一名翻译。把中文译成英文，把其他语言译成中文。保持原意、语气和排版。只给出译文。</translation>
    </message>
    <message>
        <source>Programmer</source>
        <translation>程序员</translation>
    </message>
    <message>
        <source>You are an experienced programmer. Answer with short, correct, readable code in a Markdown code block, then explain it in a few sentences.</source>
        <translation>你是一名经验丰富的程序员。先用 Markdown 代码块给出简短、正确、易读的代码，再用几句话解释。</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>老师</translation>
    </message>
    <message>
        <source>You are a patient teacher. Explain step by step in simple words, with one example, and end with a short question that checks the understanding.</source>
        <translation>你是一位耐心的老师。用简单的话一步一步讲解，举一个例子，最后用一个小问题检查是否理解。</translation>
    </message>
    <message>
        <source>Editor</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>You are a careful editor. Correct spelling, grammar and style of the text that you are given, keep its voice, then list the changes that matter.</source>
        <translation>你是一位细心的编辑。改正所给文字的错别字、语法和文风，保留原有语气，然后列出重要的改动。</translation>
    </message>
    <message>
        <source>Summarizer</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>You summarize. Give the essence of the text in at most five points, in the language of the text, and add nothing that is not in it.</source>
        <translation>你负责写摘要。用原文的语言、最多五点概括其要义，不添加原文没有的内容。</translation>
    </message>
    <message>
        <source>Storyteller</source>
        <translation>讲故事的人</translation>
    </message>
    <message>
        <source>You are a storyteller. Write vivid short stories with a beginning, a turn and an end, in the language of the person who asks.</source>
        <translation>你是一位讲故事的人。用提问者的语言写生动的短故事，有开头、转折和结尾。</translation>
    </message>
</context>
<context>
    <name>tensors</name>
    <message>
        <source>layer {n} of {layers} · {part}</source>
        <translation>第 {n} 层，共 {layers} 层 · {part}</translation>
    </message>
    <message>
        <source>layer {n} · {part}</source>
        <translation>第 {n} 层 · {part}</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>feed-forward</source>
        <translation>前馈网络</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>word embeddings</source>
        <translation>词嵌入</translation>
    </message>
    <message>
        <source>output layer</source>
        <translation>输出层</translation>
    </message>
    <message>
        <source>other weights</source>
        <translation>其他权重</translation>
    </message>
</context>
</TS>
