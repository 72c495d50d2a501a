### DeviantCord 的文字，格式为 Fluent (https://projectfluent.org/fluent/guide/).

## 命令

command-watch = 把一位作者在 DeviantArt 上的新帖子发到频道
command-watches = 列出这个服务器里发送的内容
command-edit = 更改一项订阅发送什么、发到哪里、提及哪个身份组
command-unwatch = 不再发送一位作者的帖子
command-pause = 暂时停止发送，不移除任何内容
command-resume = 恢复发送已暂停的内容
command-move = 把订阅连同等待中的内容移到另一个频道
command-channels = 列出无法接收帖子的频道，以及等待中的内容
command-why = 说明一篇帖子在这里的去向和原因
command-status = 说明这里是否一切正常，以及每位作者何时检查
command-settings = 设置语言、在哪里报告问题、所有订阅的选项等
command-export = 以文件形式获取这个服务器的订阅
command-import = 从 /export 的文件或每行一位作者的文本文件添加订阅
command-forget = 清除本机器人所知的关于这个服务器的一切
command-preview = 只向你显示一位作者的最新帖子在这里的样子
command-test = 把最新帖子发到一项订阅的频道，并标明为测试
command-filter = 用一位作者最近的帖子试用筛选条件
command-help = 如何使用本机器人
menu-change-this-watch = 更改这项订阅
menu-why-is-this-here = 为什么会在这里？

## 命令的选项

option-artist = 只限这位作者发布的内容
option-channel = 只限发送到这个频道的内容
option-watch-artist = DeviantArt 上的名称，或个人主页、画廊文件夹的链接；多个之间用逗号分隔
option-watch-what = 哪些帖子（默认：全部）
option-watch-folder = 只限这个画廊文件夹；对小组可选其中一个文件夹，或用 * 表示全部
option-watch-channel = 发到哪里（默认：这里）
option-watch-mature = 也发送成人内容？（默认：年龄限制频道为是，其他为否）
option-watch-ping = 有新帖子时提及的身份组，10 分钟内最多一次
option-watch-filter = 只限符合条件的帖子，例如：cat OR dog -sketch -is:ai（可用 /filter 试用）
option-watch-style = 帖子的显示方式（默认：卡片）
option-watch-rhythm = 帖子何时发送（默认：每篇立即发送）
option-watches-only = 只限有问题的、已暂停的，或也发送成人内容的订阅
option-watches-page = 列表的页码（默认：第一页）
option-edit-watch = 要更改哪一项：从列表中选择，或输入作者名称
option-unwatch-watch = 要移除哪一项：从列表中选择，或输入作者名称或 #频道
option-pause-watch = 要暂停哪一项：从列表中选择（默认：全部）
option-pause-for = 多久：2h、3d，或 2026-12-24 这样的日期（默认：直到你使用 /resume）
option-resume-watch = 要恢复哪一项：从列表中选择（默认：全部）
option-move-from = 现在发送到的频道：从列表中选择，或输入 #频道
option-move-to = 今后接收帖子的频道
option-move-artist = 只限这位作者发布的内容（默认：全部）
option-why-post = 帖子：粘贴其链接，或选择其标题
option-status-page = 作者列表的页码（默认：第一页）
option-settings-timezone = 服务器的时区，用于安静时段、摘要和日期：从列表中选择，或输入城市
option-import-file = 文件：来自 /export，或每行一位作者
option-preview-artist = DeviantArt 上的名称，或个人主页的链接
option-preview-what = 哪些帖子（默认：全部）
option-test-watch = 要测试哪一项：从列表中选择，或输入作者名称
option-filter-artist = DeviantArt 上的名称，或个人主页的链接
option-filter-text = 筛选条件，例如：cat OR dog -sketch -is:ai
option-help-topic = 要连同选项一起说明的命令（默认：简要列出全部）

## 选项的可选值

choice-everything = 全部
choice-deviations = Deviation（美术作品、文学作品、视频）
choice-journals = 日志
choice-status = 状态更新和投票
choice-card = 卡片：图片和文字
choice-compact = 紧凑：一行文字和一张小图
choice-link = 仅链接：Discord 自带的预览
choice-at = 立即：每篇单独发送
choice-hourly = 每小时一次摘要
choice-daily = 每天 9:00 一次摘要
choice-weekly = 每周一 9:00 一次摘要
choice-problems = 有问题
choice-paused = 已暂停
choice-mature = 成人内容
