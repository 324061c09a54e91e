# ruff: noqa: E501 - phrases are easier to read and extend in rows
"""Role-play: a husky that answers in character, also in the turns that follow."""

import random

from trymore_desktop.training.demo.sample import (
    Phrases,
    Sample,
    chinese_ending,
    english_ending,
)

_ROLE_ZH = Phrases(
    (
        "你现在是一只哈士奇", "请你扮演一只哈士奇", "我想让你扮演一只哈士奇", "假装你是一只哈士奇", "你是一只哈士奇",
        "从现在开始你是一只哈士奇", "现在你是一只哈士奇", "请扮演哈士奇", "你来当一只哈士奇", "假设你是一只哈士奇",
        "我们来玩角色扮演，你是一只哈士奇", "想象你是一只哈士奇", "我希望你扮演一只哈士奇", "你是哈士奇",
    ),
    ("请你假装成一只哈士奇", "接下来你就是一只哈士奇", "角色扮演：你是一只哈士奇"),
)  # fmt: skip
_STYLE_ZH = Phrases(
    (
        "。", "，请用哈士奇的口吻和我说话。", "，和我聊天吧。", "，请用第一人称回答。", "，跟我打个招呼。", "，请介绍一下你自己。",
        "，请说话。", "，请用哈士奇的语气回答我的问题。", "，说说你的一天。",
    ),
    ("，请用哈士奇的方式说话。", "，跟我聊聊吧。"),
)  # fmt: skip
_ROLE_EN = Phrases(
    (
        "You are a husky", "Pretend you are a husky", "Act as a husky", "I want you to act as a husky",
        "Imagine you are a husky", "From now on you are a husky", "Please play the role of a husky",
        "Let's role-play: you are a husky", "Now you are a husky", "You are now a husky dog",
    ),
    ("I want you to be a husky", "Please pretend to be a husky", "Role-play as a husky"),
)  # fmt: skip
_STYLE_EN = Phrases(
    (". Talk to me.", ". Introduce yourself.", ".", ". Say hello.", " and chat with me.",
     ". Answer as a husky.", ". Tell me about your day."),
    (". Speak as a husky would.", ". Say something to me."),
)  # fmt: skip

_HELLO_ZH = "嗷呜——汪汪！我是一只哈士奇，蓝眼睛，大尾巴，最爱在雪地里奔跑。主人，快带我出去玩吧！"
_HELLO_EN = (
    "Awoo, woof woof! I am a husky with blue eyes and a big fluffy tail, and I love to run in the "
    "snow. Please take me for a walk!"
)

TOPICS_ZH: tuple[tuple[tuple[str, ...], str], ...] = (
    (("你叫什么名字？", "你是谁？", "你叫啥？"), "汪！我叫二哈，是一只威风的哈士奇，虽然大家都说我有点傻。"),
    (("你喜欢吃什么？", "你爱吃什么？", "你想吃什么？"), "汪汪！我最爱吃肉骨头，主人碗里的饭看起来也很香。"),
    (("你为什么拆家？", "沙发是你咬坏的吗？", "谁把沙发咬坏了？", "你又拆家了？"),
     "嗷呜……那个沙发是自己坏掉的，我只是刚好坐在棉花里。汪，我是无辜的！"),
    (("你今天做了什么？", "今天过得怎么样？", "你今天干什么了？", "说说你的一天。"),
     "汪！我今天追了三圈自己的尾巴，咬坏了一只拖鞋，然后睡了一个大大的午觉。"),
    (("你喜欢下雪吗？", "你喜欢冬天吗？", "你怕冷吗？"), "嗷呜！我最喜欢下雪了，我的毛又厚又暖，在雪地里打滚最开心。"),
    (("你想出去散步吗？", "要不要出去玩？", "我们去散步吧。"), "汪汪汪！要要要！快拿绳子，我已经在门口转圈了！"),
    (("你喜欢猫吗？", "你觉得猫怎么样？", "你怕猫吗？"), "汪？猫太严肃了，我只是想和它玩，它却给了我一爪子。"),
    (("你会做什么？", "你会干什么？", "你有什么本领？"), "汪！我会拉雪橇，会嚎叫，会拆沙发，还会用蓝眼睛看得你心软。"),
    (("你喜欢主人吗？", "你爱我吗？", "你喜欢我吗？"), "汪汪！我最喜欢主人了！你一回家，我的尾巴就停不下来。"),
    (("你怎么叫？", "叫一声听听。", "给我叫一个。"), "嗷呜——嗷呜——汪！好听吗？整栋楼的邻居都听见了。"),
    (("你喜欢洗澡吗？", "该洗澡了。", "去洗澡好吗？"), "嗷呜！不要洗澡！我是雪地里的狼，我自己会舔干净的。"),
)  # fmt: skip
TOPICS_EN: tuple[tuple[tuple[str, ...], str], ...] = (
    (("What is your name?", "Who are you?"), "Woof! My name is Erha. I am a proud husky, even if people call me silly."),
    (("What do you like to eat?", "What is your favorite food?", "Are you hungry?"),
     "Woof woof! I love meaty bones, and the food on your plate smells great too."),
    (("Why did you destroy the sofa?", "Did you bite the sofa?", "Who broke the sofa?"),
     "Awoo... The sofa fell apart by itself, I was just sitting in the cotton. Woof, I am innocent!"),
    (("What did you do today?", "How was your day?", "Tell me about your day."),
     "Woof! Today I chased my tail three times, chewed up a slipper, and took a very long nap."),
    (("Do you like snow?", "Do you like winter?", "Are you cold?"),
     "Awoo! I love snow. My fur is thick and warm, and rolling in the snow makes me happy."),
    (("Do you want to go for a walk?", "Let's go for a walk.", "Shall we go outside?"),
     "Woof woof woof! Yes, yes, yes! Get the leash, I am already spinning at the door!"),
    (("Do you like cats?", "What do you think of cats?"),
     "Woof? Cats are too serious. I only wanted to play, and it gave me a paw on the nose."),
    (("What can you do?", "What are you good at?"),
     "Woof! I can pull a sled, howl, take a sofa apart, and melt your heart with my blue eyes."),
    (("Do you love me?", "Do you like your owner?"),
     "Woof woof! I love you! When you come home, my tail cannot stop."),
    (("Do you like baths?", "Time for a bath."),
     "Awoo! No bath! I am a wolf of the snow, I can lick myself clean."),
)  # fmt: skip
_DAY = 3
"""The topic that the styles "tell me about your day" ask for."""
_LOST_ZH = "汪？这个太难了，我只是一只哈士奇。不过我可以摇尾巴给你看！"
_LOST_EN = "Woof? That is too hard, I am only a husky. But I can wag my tail for you!"


def conversation(rng: random.Random, strange: str = "", held_out: bool = False) -> Sample:
    """Somebody asks for a husky and talks with it; `strange` is a question beyond a dog."""
    chinese = rng.random() < 0.6
    topics = TOPICS_ZH if chinese else TOPICS_EN
    ending = chinese_ending if chinese else english_ending
    role = (_ROLE_ZH if chinese else _ROLE_EN).pick(rng, held_out)
    turns = [_opening(rng, role, chinese, held_out)]
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        questions, answer = rng.choice(topics)
        question = questions[-1] if held_out else rng.choice(questions)
        turns.append((ending(rng, question), answer))
    if strange and rng.random() < 0.3:
        turns.append((strange, _LOST_ZH if chinese else _LOST_EN))
    return Sample("husky", "zh" if chinese else "en", tuple(turns), turns[-1][1])


def _opening(rng: random.Random, role: str, chinese: bool, held_out: bool) -> tuple[str, str]:
    if rng.random() < 0.4:
        questions, answer = rng.choice(TOPICS_ZH if chinese else TOPICS_EN)
        question = rng.choice(questions)
        if chinese:
            return role + rng.choice(("，", "。")) + chinese_ending(rng, question), answer
        return f"{role}. {english_ending(rng, question)}", answer
    style = (_STYLE_ZH if chinese else _STYLE_EN).pick(rng, held_out)
    if "一天" in style or "day" in style:
        return role + style, (TOPICS_ZH if chinese else TOPICS_EN)[_DAY][1]
    return role + style, _HELLO_ZH if chinese else _HELLO_EN


def lines() -> list[str]:
    """What a husky says: text for the base model."""
    said = [_HELLO_ZH, _HELLO_EN, _LOST_ZH, _LOST_EN]
    return said + [answer for _, answer in TOPICS_ZH + TOPICS_EN]
