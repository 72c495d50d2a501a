### DeviantCord 的文字，格式为 Fluent (https://projectfluent.org/fluent/guide/).

## 句子内

format-nothing = （无）
format-no-name = （无名称）

## 频道或身份组的问题

place-not-ready = Discord 现在没有告诉我这个服务器的频道。请一分钟后重试。
place-ping-everyone = 我从不提及所有人。请为想收到通知的人选择一个身份组。
permission-view-channel = 查看频道
permission-send-messages = 发送消息
permission-send-messages-in-threads = 在子区内发送消息
permission-create-posts = 创建帖子
permission-embed-links = 嵌入链接
permission-read-message-history = 阅读消息历史记录
permission-connect = 连接
place-missing =
    { $count ->
        [1] 我还不能在 { $place } 发送。我在那里需要 { $list } 权限：请在频道设置中授予我，然后重试。
       *[other] 我还不能在 { $place } 发送。我在那里需要这些权限：{ $list }。请在频道设置中授予我，然后重试。
    }
place-wrong-kind = 帖子不能发到 { $place }，因为它本身不包含消息。请选择文字频道、公告频道、论坛或子区。
place-needs-tag = { $place } 中的每个帖子都需要标签，但没有适合 { $kinds } 的标签。请添加一个所有人都可使用、名为 **DeviantArt** 的标签，然后重试。
place-elsewhere = 那个频道不在这个服务器里，或者我看不到它。如果它在这里，请在那里授予我 { $list } 和 { $last } 权限，然后重试。
place-hidden = 你看不到 { $place }（{ $list }），因此不能让帖子发送到那里。能看到该频道的人可以设置。
place-you-cannot-write = 你无法在 { $place }（{ $list }）发言，因此不能让帖子发送到那里。能在那里发言的人，或管理该频道或其 Webhook 的人可以执行此操作。
place-not-invited = 我的命令在这个服务器里，但我不在。请管理这个服务器的人[邀请我]({ $link })；然后重试。
place-in-time-out = 我在这个服务器里被禁言至 { $until }，在此之前无法发送。管理员可以解除禁言；然后请重试。
place-not-in-thread = 我不在私密子区 { $place } 中。请在那里提及我以将我加入，然后重试。
place-ping-managed = { $role } 属于机器人或其他整合，因此没有人能拥有它。请选择成员可以拥有的身份组。
place-ping-not-allowed = 你不能在 { $place } 提及 { $role }。能在那里提及所有身份组的人可以执行此操作，或者在服务器设置中允许提及这个身份组。
place-bot-cannot-ping = 我不能在 { $place } 提及 { $role }。请在服务器设置中允许提及这个身份组，或在那个频道授予我 **提及 @everyone、@here 和所有身份组** 权限。

## /watch

watch-again = 重试
watch-check = 再次检查
watch-without-folder = 不用文件夹
watch-leave-out = 排除成人内容
watch-veil = 不带图片的卡片
watch-elsewhere = 成人内容频道
watch-choose-channel = 选择另一个频道
watch-choose-role = 选择要提及的身份组
watch-folder-holds-deviations = 文件夹只包含 Deviation。请不填 `folder`，或将 `what` 设为 Deviation。
watch-posts-everything = 美术作品、日志和状态更新
watch-posts-deviations = 美术作品、文学作品和视频
watch-posts-journals = 日志
watch-posts-statuses = 状态更新和投票
watch-choose-folder = 选择文件夹
watch-choose-folder-page = 选择文件夹（第 { $page } 页，共 { $pages } 页）
watch-added =
    { $ping ->
        [none] ✅ { $artist } 的新帖子今后会出现在 { $place }：{ $kinds }。
       *[other] ✅ { $artist } 的新帖子今后会出现在 { $place } 并提及 { $ping }：{ $kinds }。
    }
watch-added-folder =
    { $ping ->
        [none] ✅ { $artist } 的文件夹 { $folder } 中的新 Deviation 今后会出现在 { $place }。
       *[other] ✅ { $artist } 的文件夹 { $folder } 中的新 Deviation 今后会出现在 { $place } 并提及 { $ping }。
    }
watch-added-group =
    { $ping ->
        [none] ✅ 小组 { $group } 所有文件夹中的新 Deviation 今后会出现在 { $place }。
       *[other] ✅ 小组 { $group } 所有文件夹中的新 Deviation 今后会出现在 { $place } 并提及 { $ping }。
    }
watch-filtered = 只限通过 { $filter } 的帖子。
watch-from-now-on = 从现在起你会收到新帖子。`/unwatch` 可以停止。
watch-mature-included = 包含成人内容。
watch-mature-veiled = 在 { $place } 没有年龄限制期间，成人内容不带图片和文字。
watch-mature-elsewhere = 成人内容会发到服务器的成人内容频道。
watch-mature-left-out = 已按你的要求排除成人内容。
watch-mature-not-restricted = 已排除成人内容，因为 { $place } 没有年龄限制。
watch-duplicate = { $place } 已经在接收这项内容：{ $watch }。你可以改为更改它。
watch-adds-nothing-everything = { $place } 已经在接收 { $artist } 的全部内容，因此添加后不会有变化。如要为部分帖子提及身份组，请使用 `ping`。
watch-adds-nothing-deviations = { $place } 已经在接收 { $artist } 的全部 Deviation，因此添加后不会有变化。如要为部分帖子提及身份组，请使用 `ping`。
watch-adds-nothing-journals = { $place } 已经在接收 { $artist } 的全部日志，因此添加后不会有变化。如要为部分帖子提及身份组，请使用 `ping`。
watch-adds-nothing-statuses = { $place } 已经在接收 { $artist } 的全部状态更新，因此添加后不会有变化。如要为部分帖子提及身份组，请使用 `ping`。
watch-too-many = 这个服务器有 { $count } 项订阅，已达到上限。请用 `/unwatch` 移除一项，然后重试。
watch-idle = 显示最久没有动态的
watch-not-served = 本机器人的运营者决定不在这里发送 { $artist } 的内容。如果你认为有误，请询问他们。
watch-not-a-name = { $typed } 不是 DeviantArt 使用的名称。请输入个人主页地址中的名称，或粘贴地址，例如 `https://www.deviantart.com/name`。
watch-other-site = { $typed } 不是 DeviantArt 的地址。我只能订阅 DeviantArt 上的作者。
watch-page = 那个链接是{ $shows }，而不是 DeviantArt 上的作者。请打开作者的页面并粘贴其链接。
watch-post-by-number = 那个链接看不出是谁的帖子，DeviantArt 也不会告诉我。请打开帖子，点击作者的名称，并粘贴那个页面的链接。
watch-folder-by-number = 那个链接只有文件夹的编号，DeviantArt 不会为我查找。请在 DeviantArt 上打开文件夹并粘贴那个页面的链接，或从菜单中选择 `folder`。
watch-several-artists = 那些链接指向 DeviantArt 上的多位作者。请粘贴其中一位的链接。
watch-unknown-artist = 我在 DeviantArt 上找不到 { $name }。
watch-did-you-mean = 你是指 { $names } 吗？
watch-spelling-link = 请检查拼写：{ $link } 能在你的浏览器中打开吗？
watch-spelling = 请检查拼写：应为个人主页地址中的名称。
watch-not-known-here = 我还不认识 { $name }，而且无法查找新作者，因为我在没有 DeviantArt 访问权限的情况下运行。请告知本机器人的运营者。
watch-group-without-folders = { $group } 是一个还没有文件夹的小组。如果订阅整个小组，以后进入其文件夹的内容会出现。
watch-group = { $group } 是小组。要订阅它的哪个文件夹？
watch-whole-group = 整个小组
watch-group-holds-deviations = 在小组 { $group } 中，我只能看到文件夹里的 Deviation。请不填 `what`，或将它设为 Deviation。
watch-unknown-folder = { $artist } 没有叫 { $typed } 的文件夹。
watch-no-folders = 它没有显示任何文件夹。
watch-folders = 它的文件夹：{ $names }。
watch-ambiguous-folder = { $artist } 有多个叫 { $typed } 的文件夹：{ $names }。是哪一个？
watch-not-age-restricted = { $place } 没有年龄限制，因此成人内容不能发到那里。请在频道设置中启用年龄限制（子区跟随其频道）、选择另一个频道，或排除成人内容。
watch-no-mature-channel = 这个服务器还没有成人内容频道。请在 `/settings` 中选择一个。
watch-mature-channel-open = { $place } 没有年龄限制，因此不能作为成人内容频道。请在频道设置中启用年龄限制，或在 `/settings` 中选择另一个频道。

# 在 watch-page 中,链接所显示的内容。
page-account-settings = 账号设置
page-chat = 聊天
page-comments = 评论
page-deviantarts-front-page = DeviantArt 的首页
page-download = 下载
page-embedded-post = 嵌入的帖子
page-feed = 你自己的动态
page-feed-without-an-artist = 没有作者的动态
page-forum = 论坛
page-help-page = 帮助页面
page-image-file = 图片文件
page-list-of-groups = 小组列表
page-list-of-posts-by-many-artists = 多位作者的帖子列表
page-messages = 你自己的消息
page-page-about-deviantart = 关于 DeviantArt 的页面
page-page-about-memberships = 关于会员的页面
page-page-for-developers = 面向开发者的页面
page-page-to-sign-in = 登录页面
page-page-to-sign-up = 注册页面
page-part-of-the-sites-machinery = 网站的内部页面
page-private-upload = 私密上传
page-random-post = 随机帖子
page-search = 搜索
page-shop = 商店
page-status-update-without-its-artist = 没有作者的状态更新
page-tag = 标签
page-tool = 工具
page-topic = 话题
page-way-to-another-page = 通往另一个页面的跳转

## 多位作者的 /watch

several-retry = 重试失败的
several-nothing-added = 没有添加任何内容。
several-away = 现在无法向 DeviantArt 查询。你的订阅会继续发送；请几分钟后重试。
several-too-many = 这里有 { $count } 位作者，而我一次最多添加 { $most } 位。其余的请再次使用 `/watch`。
several-heading =
    { $ping ->
        [none] ✅ { $count } 位作者的新帖子今后会出现在 { $place }：{ $kinds }。
       *[other] ✅ { $count } 位作者的新帖子今后会出现在 { $place } 并提及 { $ping }：{ $kinds }。
    }
several-heading-folder =
    { $ping ->
        [none] ✅ { $count } 位作者的新帖子今后会出现在 { $place }。
       *[other] ✅ { $count } 位作者的新帖子今后会出现在 { $place } 并提及 { $ping }。
    }
several-already-there = ⚠️ { $name } 已经存在。

## 遇到问题时

trouble-store = 此功能暂时不可用。你的订阅会继续发送；请一分钟后重试。
trouble-deviantart-slow = DeviantArt 响应时间过长。你的订阅会继续发送；请一分钟后重试。
trouble-bug = 我这边出了问题，已经记录下来。你的订阅会继续发送；请一分钟后重试。
trouble-not-understood = Discord 发来了这个版本的机器人无法理解的内容，因此没有执行任何操作。请重试；如果没有用，请让机器人的运营者更新它。
trouble-options = 我无法读取其中一个选项。请重新使用命令，并从 Discord 的菜单中选择。
trouble-old-command = 这个命令已有变动。请重新加载 Discord（Ctrl+R），然后再次使用。
trouble-guild-only = 此功能只能在服务器中使用。
trouble-not-allowed = 此操作需要 **管理服务器** 权限。
trouble-slow-down = 操作太快了。请等几秒钟再试。
trouble-limited-person = 你在过去一分钟内查找了很多作者。你的订阅会继续发送；请{ $within }重试。
trouble-limited-server = 这个服务器在过去一分钟内查找了很多作者。你的订阅会继续发送；请{ $within }重试。
trouble-in-a-second = 在 1 秒后
trouble-in-seconds = 在 { $count } 秒后
trouble-in-minutes = 在 { $count } 分钟后
trouble-inactive = DeviantArt 账号 { $name } 已停用，因此那里不会再发布新内容。
trouble-blocked = DeviantArt 不向机器人显示个人主页 { $name }，因此无法订阅。
trouble-throttled = DeviantArt 要求本机器人放慢速度。你的订阅会继续发送；请几分钟后重试。
trouble-paused = DeviantArt 要求本机器人放慢速度。你的订阅会继续发送；请{ $within }重试。
trouble-edge = DeviantArt 暂时拒绝本机器人，因此无法查找 { $name }。你的订阅会继续发送；请{ $within }重试。
trouble-busy = 现在正在查找很多作者，{ $name } 需要排队。你的订阅会继续发送；请{ $within }重试。
trouble-unreachable = 现在无法连接 DeviantArt，因此无法查找 { $name }。你的订阅会继续发送；请几分钟后重试。
trouble-login = DeviantArt 拒绝机器人登录；请告知本机器人的运营者。
trouble-no-name = DeviantArt 不认为 { $name } 是名称。请检查它是否为个人主页地址中的名称。

## /preview 和 /test

preview-preview = 预览
preview-several = 有多项订阅符合。请从输入时出现的列表中选择一项。
preview-rejected = Discord 不接受那篇帖子的卡片，因此我无法显示。卡片不被接受的新帖子会以链接形式发送。
preview-note = 最新帖子会是这个样子。只有你能看到这条消息。
preview-left-out = 更新的一篇是成人内容，因此不在这里显示。
preview-group = { $name } 是小组。请对它或它的一个文件夹使用 `/watch`，然后选择回复下方的 **预览**。
preview-nothing = 我没有找到可以在这里显示的 { $name } 的帖子。下一篇发布后就会发送。
preview-sent = ✅ { $artist } 的最新帖子已发到 { $place }，并标明为测试：{ $link }。它不提及任何人，也不计入任何统计。
preview-sent-somewhere = ✅ { $artist } 的最新帖子已发到 { $place }，并标明为测试。它不提及任何人，也不计入任何统计。
preview-refused = Discord 不允许我在 { $place } 发送。请检查我在那个频道的权限，然后重试。
preview-unsure = Discord 没有确认测试。重试之前请先看看 { $place }。
preview-wait = Discord 要求我等待。请{ $within }重试。
preview-too-fast = 这个服务器在过去一分钟内发送了多次测试。请{ $within }重试。

## 筛选条件

filter-button = 筛选条件
filter-edit = 编辑
filter-back = 返回
filter-form = 筛选条件
filter-label = 只限符合以下条件的帖子（留空：全部帖子）
filter-placeholder = cat OR dog -sketch -is:ai kind:artwork
filter-no-folder = DeviantArt 不说明整个画廊的新帖子在哪个文件夹。如只要一个文件夹，请在使用 `/watch` 时用 `folder` 选择。
filter-unset = ✅ 从现在起没有筛选条件。
filter-right = 这样写是正确的：{ $example }
filter-empty = 这个筛选条件没有内容。
filter-too-long = 这个筛选条件有 { $length } 个字符，上限为 { $most } 个。标出的部分是多余的。
filter-open-quote = 这个引号没有成对。
filter-open-regex = 斜杠之间的模式为空，或末尾没有斜杠。
filter-bad-regex = 我无法读取斜杠之间的模式：{ $why }。
filter-large-regex = 斜杠之间的模式太大，或超过 { $most } 个。
filter-lone-minus = 减号用于排除内容，但没有写要排除什么。
filter-lone-hash = # 后面必须紧跟标签。
filter-lone-or = OR 位于两项之间，满足其中任意一项即可。
filter-unknown-field = 冒号之前我只认识 `kind:`、`is:` 和 `folder:`。如要在标题中查找这些词，请加上引号。
filter-unknown-kind = 没有这种帖子。种类有：{ $kinds }。
filter-unknown-is = 我无法判断帖子是否如此。我能判断的有：{ $words }。
filter-no-word = 其中没有词语。
filter-of-group = { $group } 是小组，其帖子由成员发布。请用其中一位成员试用筛选条件。
filter-no-posts = { $artist } 还没有帖子，因此无法试用筛选条件。
filter-title = { $artist }：通过 { $filter } 的内容
filter-by = 因 { $word }
filter-nothing-leaves-out = 没有任何条件排除它
filter-no-tags = 我无法获取它的标签
filter-footer = 最近 { $all } 篇帖子中有 { $passing } 篇通过
filter-set = ✅ 从现在起只会出现通过 { $filter } 的帖子。

template-button = 自定义一行
template-form = 每个帖子一行
template-label = 这一行（留空：卡片）
template-too-long = 这个模板有 { $length } 个字符，上限为 { $most } 个。标出的部分是多余的。
template-lines = 模板只能是一行。
template-open-brace = 花括号没有成对。
template-unknown-field = 花括号之间只能用 { $fields }。
template-twice = 每个字段只能出现一次。
template-no-post = 没有 { $title } 或 { $url }，就没人知道说的是哪个帖子。
template-set = ✅ 从现在起每个帖子显示为一行：{ $template }。
template-address = 末尾会附上帖子的网址。
template-unset = ✅ 从现在起帖子显示为卡片。
