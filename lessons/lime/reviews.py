"""What guests say about a café: the sentences that the text network learns from, written for this lesson.

Sixty in English and sixty in Chinese, the Chinese ones not translations. A line is + (the guest was content) or −
and the sentence, its words apart by spaces. Lines 4, 9, 14, … are kept out of the training.
"""

ENGLISH = """
+ the coffee is strong and the cake is fresh
− the coffee was cold and the service slow
+ friendly staff and a quiet corner to read
− rude staff and a dirty table by the door
+ lovely place with warm bread every morning
− we waited an hour and the soup was cold
+ great coffee and a kind waiter
− the cake was dry and far too sweet
+ the soup was hot and full of taste
− noisy room and sticky tables
+ i love the garden and the fresh juice
− bitter coffee and stale bread
+ quick service and fair prices
− the waiter was rude and slow
+ the best cake in town and a warm welcome
− too expensive for such small plates
+ cosy chairs and good music
− the music was loud and the chairs hard
+ we had a wonderful breakfast in the sun
− a terrible breakfast and a bill that was wrong
+ the waiter was friendly and quick
− dirty cups and no smile at all
+ fresh salad and a delicious soup
− the salad was old and without taste
+ good tea and a lovely view of the river
− weak tea and a view of the bins
+ clean tables and kind people
− the worst coffee i had this year
+ delicious bread and great cheese
− the bread was stale and the cheese dry
+ the staff gave us a warm welcome
− the staff forgot us and the tea was cold
+ a quiet room and wonderful coffee
− a noisy place where nobody listens
+ i love this place and will come again
− i will never come again
+ the prices are fair and the plates full
− the prices are high and the plates small
+ good breakfast and quick service
− slow service and a cold breakfast
+ the view is wonderful and the tea hot
− the chairs are dirty and the room smells
+ kind waiter who knows every guest
− the waiter was loud and made fun of us
+ fresh juice and a clean garden
− the juice was warm and far too sweet
+ great music and delicious cake
− terrible music and bitter tea
+ hot soup on a cold day was lovely
− the soup was weak and the bill high
+ best breakfast this year
− worst service in town
+ the cheese was good and the bread warm
− stale cake and a rude answer
+ friendly people and a cosy room
− we left because it was noisy and dirty
+ a delicious lunch at a fair price
− an expensive lunch without taste
+ quick and friendly at every visit
− slow and rude at every visit
"""

CHINESE = """
+ 咖啡 很 香 店员 也 很 热情
− 咖啡 凉 了 上菜 太 慢
+ 环境 安静 适合 看书
− 环境 太 吵 桌子 也 脏
+ 蛋糕 新鲜 甜度 刚好
− 蛋糕 太 甜 吃 着 很 腻
+ 服务 周到 上菜 很 快
− 服务员 态度 差 还 算错 了 账
+ 窗边 的 座位 舒服 能 看到 河
− 座位 又 小 又 硬 坐 着 难受
+ 面包 热乎 闻 着 就 香
− 面包 又 干 又 硬 不 新鲜
+ 价格 公道 分量 也 足
− 价格 太 贵 分量 还 少
+ 老板 热情 每次 都 笑 着 打招呼
− 老板 冷淡 等 了 半天 没 人 理
+ 汤 很 鲜 料 也 足
− 汤 凉 了 味道 也 淡
+ 茶 很 香 音乐 也 好听
− 茶 太 淡 音乐 太 吵
+ 喜欢 这里 的 早餐 下次 还 来
− 早餐 难吃 下次 不 来 了
+ 店 里 干净 杯子 也 漂亮
− 杯子 脏 店 里 还 有 怪味
+ 点心 精致 味道 也 好
− 点心 腻 味道 也 怪
+ 上菜 快 店员 周到
− 上菜 慢 店员 冷淡
+ 院子 漂亮 晒 着 太阳 很 舒服
− 院子 里 有 怪味 坐 着 难受
+ 果汁 新鲜 喝 着 很 清爽
− 果汁 太 甜 喝 着 腻
+ 朋友 都 说 好吃 值得 再 来
− 朋友 都 说 难吃 不 值得
+ 周末 来 也 安静 适合 聊天
− 周末 排队 太 久 吵 得 很
+ 沙拉 清爽 分量 足
− 沙拉 不 新鲜 味道 怪
+ 服务 热情 价格 公道
− 服务 冷淡 价格 贵
+ 这 家 店 温馨 灯光 也 好看
− 这 家 店 失望 再 也 不 来
+ 午餐 好吃 上菜 快
− 午餐 难吃 上菜 慢
+ 座位 舒服 音乐 好听
− 座位 脏 音乐 难听
+ 奶酪 香 面包 也 新鲜
− 奶酪 怪 面包 也 干
+ 小 店 温馨 老板 周到
− 小 店 失望 老板 态度 差
+ 咖啡 好喝 价格 不 贵
− 咖啡 难喝 价格 还 高
+ 冬天 喝 一 碗 热乎 的 汤 舒服
− 汤 难喝 等 了 太 久
+ 店员 耐心 推荐 的 茶 好喝
− 店员 没 耐心 推荐 的 茶 难喝
+ 环境 干净 灯光 温馨
− 环境 差 灯光 太 暗
+ 早餐 丰富 咖啡 好喝
− 早餐 少 咖啡 难喝
"""

SAMPLES = {
    "en": {
        "soup": "the waiter was friendly but the soup was cold",
        "noise": "fresh bread and great coffee in a noisy room",
        "cake": "good cake but the service was slow and rude",
        "not_good": "the tea was not good",
        "prices": "i love the view but the prices are high",
    },
    "zh": {
        "soup": "店员热情可是汤凉了",
        "noise": "咖啡好喝但环境太吵",
        "cake": "蛋糕新鲜可惜上菜慢服务冷淡",
        "not_good": "茶不好喝",
        "prices": "喜欢这里的早餐可惜价格太贵",
    },
}
"""What is explained: not among the sixty, and most with something on both sides."""
