# ruff: noqa: E501 - phrases are easier to read and extend in rows
"""Questions about anything, put together from lists: what the demo model must decline honestly."""

import random

_THINGS_ZH = (
    "天气", "北京", "上海", "月亮", "太阳", "地球", "火星", "人工智能", "机器学习", "深度学习",
    "神经网络", "历史", "数学", "物理", "化学", "生物", "地理", "经济", "股票", "基金", "足球",
    "篮球", "电影", "音乐", "钢琴", "吉他", "唐诗", "宋词", "红楼梦", "西游记", "三国演义",
    "李白", "杜甫", "鲁迅", "牛顿", "爱因斯坦", "手机", "电脑", "操作系统", "数据库", "网络",
    "互联网", "编译器", "汽车", "飞机", "高铁", "火车", "轮船", "咖啡", "茶", "面条", "饺子",
    "火锅", "蛋糕", "牛奶", "米饭", "减肥", "健身", "跑步", "游泳", "瑜伽", "睡眠", "头疼",
    "感冒", "医生", "法律", "合同", "旅游", "签证", "护照", "酒店", "日本", "美国", "法国",
    "德国", "长城", "故宫", "黄河", "长江", "大熊猫", "猫", "老虎", "恐龙", "鲸鱼", "蝴蝶",
    "光合作用", "量子力学", "相对论", "黑洞", "区块链", "比特币", "气候变化", "环境保护",
    "垃圾分类", "春节", "中秋节", "情书", "简历", "邮件", "论文", "小说", "诗歌", "作文", "周报",
    "演讲稿", "英语", "日语", "考试", "高考", "大学", "面试", "工资", "房子", "装修", "孩子",
    "教育", "心理学", "哲学", "宗教", "艺术", "油画", "摄影", "红酒", "排序算法", "快速排序",
    "二叉树", "链表", "动态规划", "正则表达式", "网页",
)  # fmt: skip
_ASK_ZH = (
    "什么是{t}？", "请介绍一下{t}。", "{t}是什么？", "怎么学习{t}？", "给我讲讲{t}。", "请写一篇关于{t}的文章。", "写一首关于{t}的诗。",
    "为什么{t}这么重要？", "{t}有哪些特点？", "你知道{t}吗？", "你喜欢{t}吗？", "今天{t}怎么样？", "请帮我写{t}。", "如何提高{t}？",
    "请把{t}翻译成英文。", "{t}多少钱？", "推荐一些{t}。", "{t}和{u}有什么区别？", "用Python写{t}。", "{t}的历史是什么？", "谁发明了{t}？",
    "请总结{t}。", "我想了解{t}", "{t}", "关于{t}的笑话", "讲一个{t}的故事。", "{t}有什么好处？", "{u}里有{t}吗？",
)  # fmt: skip
_HELD_OUT_ZH = (
    "请分析一下{t}的优缺点。",
    "我应该怎么选择{t}？",
    "最好的{t}在哪里？",
    "明天{t}会怎么样？",
)
_THINGS_EN = (
    "weather", "London", "China", "the moon", "the sun", "Mars", "artificial intelligence",
    "machine learning", "deep learning", "history", "math", "physics", "chemistry", "biology",
    "the economy", "stocks", "football", "basketball", "a movie", "music", "the piano", "poetry",
    "Shakespeare", "Newton", "Einstein", "a phone", "a computer", "Linux", "Windows",
    "a database", "the internet", "a compiler", "a car", "a plane", "a train", "coffee", "tea",
    "pasta", "pizza", "cake", "milk", "rice", "a diet", "fitness", "running", "swimming", "yoga",
    "sleep", "a headache", "a cold", "a doctor", "the law", "a contract", "travel", "a visa",
    "a hotel", "Japan", "America", "France", "Germany", "the Great Wall", "a river", "pandas",
    "tigers", "dinosaurs", "whales", "photosynthesis", "quantum mechanics", "relativity",
    "black holes", "blockchain", "bitcoin", "climate change", "recycling", "Christmas",
    "a love letter", "a resume", "an email", "an essay", "a novel", "a story", "English",
    "Chinese", "Spanish", "an exam", "university", "an interview", "a house", "children",
    "education", "psychology", "philosophy", "art", "painting", "photography", "wine",
    "bubble sort", "quicksort", "a binary tree", "a linked list", "dynamic programming",
    "a regular expression", "a web page", "Java", "C++", "JavaScript", "the capital of France",
    "gravity",
)  # fmt: skip
_ASK_EN = (
    "What is {t}?", "Tell me about {t}.", "Explain {t}.", "How do I learn {t}?", "Write an article about {t}.", "Write a poem about {t}.",
    "Why is {t} important?", "What do you know about {t}?", "Do you like {t}?", "How is {t} today?", "Help me with {t}.",
    "How can I improve {t}?", "Translate {t} into Chinese.", "How much does {t} cost?", "Recommend {t}.",
    "What is the difference between {t} and {u}?", "Write a Python program for {t}.", "Who invented {t}?", "Summarize {t}.",
    "I want to know more about {t}", "Tell me a joke about {t}.", "Tell me a story about {t}.", "Is there {t} in {u}?",
    "Where can I find {t}?", "When was {t} discovered?", "{t}", "Write code for {t}.", "Can you draw {t}?",
)  # fmt: skip
_HELD_OUT_EN = (
    "What are the advantages of {t}?",
    "How do I choose {t}?",
    "Where is the best place for {t}?",
    "Give me advice on {t}.",
)
_POLITE_ZH = ("", "", "", "请问", "你好，", "帮我一下，", "我想问，")
_POLITE_EN = ("", "", "", "Please: ", "Hello. ", "I have a question. ", "Hi, ")


def chinese_question(rng: random.Random, held_out: bool = False) -> str:
    """A question in Chinese."""
    text = rng.choice(_HELD_OUT_ZH if held_out else _ASK_ZH)
    asked = text.format(t=rng.choice(_THINGS_ZH), u=rng.choice(_THINGS_ZH))
    if rng.random() < 0.15:
        asked = f"{scribble(rng, 4)}{asked}"
    return rng.choice(_POLITE_ZH) + (asked.rstrip("？。") if rng.random() < 0.2 else asked)


def english_question(rng: random.Random, held_out: bool = False) -> str:
    """A question in English."""
    text = rng.choice(_HELD_OUT_EN if held_out else _ASK_EN)
    asked = text.format(t=rng.choice(_THINGS_EN), u=rng.choice(_THINGS_EN))
    if rng.random() < 0.15:
        asked = f"{scribble_latin(rng)} {asked}"
    asked = rng.choice(_POLITE_EN) + asked
    return asked.lower() if rng.random() < 0.15 else asked


def scribble(rng: random.Random, longest: int = 14) -> str:
    """Random characters of the common range: keeps unknown characters from looking like a task."""
    return "".join(chr(rng.randint(0x4E00, 0x9F00)) for _ in range(rng.randint(1, longest)))


def scribble_latin(rng: random.Random, longest: int = 4) -> str:
    """A few made-up words in Latin letters."""
    letters = "aabcdeeefghiijklmnoopqrsttuuvwxyz"
    return " ".join(
        "".join(rng.choices(letters, k=rng.randint(2, 8))) for _ in range(rng.randint(1, longest))
    )
