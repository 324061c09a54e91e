# ruff: noqa: E501 - phrases are easier to read and extend in rows
"""Traditional proverbs with explanations written for the demo model."""

CHINESE: tuple[tuple[str, str, str, str], ...] = (
    # first half, second half, meaning in Chinese, meaning in English
    ("塞翁失马", "焉知非福", "坏事有时会变成好事，不必为一时的得失难过", "a loss may turn out to be a gain"),
    ("三个臭皮匠", "顶个诸葛亮", "人多办法多，大家一起想能想出好主意", "many heads together are as wise as a genius"),
    ("千里之行", "始于足下", "再大的事也要从眼前的小步做起", "a long journey begins with a single step"),
    ("失败", "乃成功之母", "从失败中学到经验，最后才会成功", "failure is the mother of success"),
    ("有志者", "事竟成", "有决心的人最后一定能做成事", "where there is a will, there is a way"),
    ("不入虎穴", "焉得虎子", "不冒危险就得不到重要的成果", "nothing ventured, nothing gained"),
    ("近朱者赤", "近墨者黑", "人会受身边的朋友和环境影响", "people become like those around them"),
    ("己所不欲", "勿施于人", "自己不想要的，也不要强加给别人", "do not do to others what you do not want yourself"),
    ("读万卷书", "行万里路", "既要多读书，也要多走多看", "learn from books and from the world"),
    ("冰冻三尺", "非一日之寒", "事情发展成这样，是长时间积累的结果", "great things take a long time to form"),
    ("路遥知马力", "日久见人心", "时间长了才能看清一个人的好坏", "time shows what a person is worth"),
    ("只要功夫深", "铁杵磨成针", "只要肯坚持努力，难事也能做成", "with patience the hardest work gets done"),
    ("一寸光阴一寸金", "寸金难买寸光阴", "时间非常宝贵，用钱也买不到", "time is worth more than gold"),
    ("少壮不努力", "老大徒伤悲", "年轻时不努力，老了只能后悔", "who is lazy when young will be sorry when old"),
    ("欲速", "则不达", "太急反而做不好事情", "more haste, less speed"),
    ("良药苦口利于病", "忠言逆耳利于行", "真诚的批评不好听，但对人有好处", "honest advice is hard to hear but helps"),
    ("百闻", "不如一见", "听很多次不如自己亲眼看一次", "seeing once is better than hearing a hundred times"),
    ("活到老", "学到老", "人的一生都应该不断学习", "one is never too old to learn"),
    ("众人拾柴", "火焰高", "大家一起出力，事情就能办好", "when everybody helps, the work goes well"),
    ("亡羊补牢", "为时未晚", "出了错及时改正，还来得及", "it is never too late to mend"),
    ("当局者迷", "旁观者清", "身在其中的人看不清，旁边的人反而明白", "an outsider sees more clearly"),
    ("种瓜得瓜", "种豆得豆", "做什么样的事，就有什么样的结果", "you reap what you sow"),
    ("世上无难事", "只怕有心人", "只要有决心，什么困难都能克服", "nothing is hard for a willing heart"),
    ("强扭的瓜", "不甜", "勉强做的事不会有好结果", "what is forced does not turn out well"),
)  # fmt: skip

ENGLISH: tuple[tuple[str, str, str, str], ...] = (
    # first half, second half, meaning in English, meaning in Chinese
    ("A stitch in time", "saves nine", "small problems should be fixed before they grow", "小问题要及时处理，免得变成大问题"),
    ("Practice", "makes perfect", "doing something often makes you good at it", "多练习就会熟练"),
    ("Actions speak", "louder than words", "what people do matters more than what they say", "做比说更重要"),
    ("The early bird", "catches the worm", "who starts early has the best chance", "早行动的人机会更多"),
    ("Rome was not built", "in a day", "important work takes time", "重要的事情需要时间"),
    ("A friend in need", "is a friend indeed", "a true friend helps in hard times", "困难时帮助你的才是真朋友"),
    ("All that glitters", "is not gold", "things are not always as good as they look", "看上去好的东西不一定真的好"),
    ("Honesty", "is the best policy", "telling the truth is always the right choice", "诚实永远是最好的选择"),
    ("Better late", "than never", "doing something late is better than not doing it", "晚做也比不做好"),
    ("Two heads", "are better than one", "two people solve a problem more easily", "两个人想办法比一个人强"),
    ("Where there is a will,", "there is a way", "who really wants something finds a way", "有决心就有办法"),
    ("Time", "is money", "time should not be wasted", "时间像金钱一样宝贵"),
    ("Many hands", "make light work", "work is easy when many people help", "人多事情就好办"),
    ("Look before", "you leap", "think before you act", "行动之前要想清楚"),
)  # fmt: skip
