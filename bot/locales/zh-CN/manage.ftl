### DeviantCord 的文字，格式为 Fluent (https://projectfluent.org/fluent/guide/).

## /watches、/unwatch 和 /edit

list-title = 这个服务器的订阅
list-previous = 上一页
list-next = 下一页
list-old-button = 这个按钮已过期。请重新使用命令。
list-old-button-of = 这个按钮已过期。请重新使用 { $command }。
list-not-yours = 这是为别人生成的。请自己使用 { $command }。
list-everything = 全部
list-deviations = Deviation
list-journals = 日志
list-statuses = 状态更新
list-folder = 文件夹 { $folder }
list-whole-group = 整个小组
list-short = { $artist }，{ $part }
list-mature = 含成人内容
list-filter = 只限 { $filter }
list-compact = 紧凑
list-link = 仅链接
list-line = 自定义一行
list-mentions = 提及 { $role }
list-mentions-gone = 不提及任何人：其身份组已不存在
list-folder-deleted = ⚠️ 作者删除了这个文件夹
list-folder-renewed = ⚠️ 作者删除了这个文件夹，并新建了同名文件夹：请对新的使用 `/watch`，对这个使用 `/unwatch`
list-broken = ⚠️ 我无法在那里发送：`/channels`
list-paused = ⏸️ 已暂停
list-paused-until = ⏸️ 暂停至 { $until }
list-dated = { $choice } · 自 { $date }
list-and-more = { $names }，以及另外 { $count } 个
list-page = 第 { $page } 页，共 { $pages } 页
list-empty = 这个服务器还没有订阅任何人。请使用 `/watch` 加上作者名称来开始。
list-none-visible = 这个服务器没有你能看到的订阅。
list-idle-since = 最近的帖子：{ $at }
list-idle-never = 还没有帖子
list-none-fits = 没有符合条件的订阅。`/watches` 会列出全部。
list-only-these = { $count } 项订阅保持不变：它们在你看不到的频道里。
list-unseen = { $count } 项订阅在你看不到的频道里。
list-more-unseen = 另有 { $count } 项订阅在你看不到的频道里。
list-removed = ✅ 已移除：{ $watch }。其帖子不会再出现在 { $place }。
list-no-such-watch = 没有这样的订阅。`/watches` 会列出全部。
list-nothing-of = 这里没有对 { $name } 的订阅。`/watches` 会列出全部。

## 订阅面板

panel-style = 显示方式和时间
panel-back = 返回
panel-leave-out = 排除成人内容
panel-include = 包含成人内容
panel-veil = 包含成人内容，必要时不带图片
panel-elsewhere = 成人内容发到专用频道
panel-choose-ping = 提及一个身份组
panel-choose-channel = 移到另一个频道
panel-choose-watch = 更改一项订阅
panel-change = 更改
panel-no-ping = 不提及任何人
panel-inherited = 同服务器设置
panel-as-server = 同服务器设置：{ $value }
panel-ping-as-server = 提及同服务器设置
panel-title = 这项订阅
panel-changed = ✅ 已更改。对今后的内容生效。
panel-no-card = 那条消息不是我用来通知帖子的。请在我通知帖子的消息上使用。
panel-card-without-watch = 发送这条消息的订阅已被移除，因此没有可更改的内容。`/watches` 会列出剩下的订阅。
panel-artist = 作者：{ $artist }
panel-posts = 帖子：{ $posts }
panel-folder = 文件夹 { $folder } 中的 Deviation
panel-whole-group = 小组所有文件夹中的 Deviation
panel-everything = 全部
panel-deviations = Deviation（美术作品、文学作品、视频）
panel-journals = 日志
panel-statuses = 状态更新和投票
panel-filter = 筛选条件：{ $filter }
panel-channel = 频道：{ $channel }
panel-forum = 论坛：每个作品一个帖子；一次超过十个时，其余的列在一个帖子里
panel-mature-in = 成人内容：包含
panel-mature-veiled = 成人内容：在没有年龄限制的地方不带图片和文字
panel-mature-elsewhere = 成人内容：发到服务器的成人内容频道
panel-mature-nowhere = 成人内容：等待中，因为服务器没有成人内容频道：`/settings`
panel-mature-out = 成人内容：排除
panel-mentions-nobody = 提及：无
panel-mentions-gone = 提及：无（其身份组已不存在）
panel-mentions = 提及：{ $role }
panel-style-compact = 显示方式：紧凑
panel-style-link = 显示方式：仅链接
panel-style-line = 显示方式：{ $template }
panel-posting = 当前：发送中
panel-paused = 当前：⏸️ 已暂停，直到你恢复
panel-paused-until = 当前：⏸️ 暂停至 { $until }
panel-moved = ✅ 已移动。
panel-along = 等待中的 { $count } 条消息一并移过去。
panel-silent = 在那里不会提及其身份组，因为你或我无法提及它。
panel-same = { $place } 已经在接收这项内容：{ $watch }。请改为移除两者之一。
panel-you-cannot-write = 你无法在 { $place } 发言，因此不能更改发送到那里的内容。能在那里发言的人，或管理该频道或其 Webhook 的人可以更改。

## /pause 和 /resume

pause-resume = 恢复
pause-pause = 暂停
pause-watch-in = { $place } 中的 { $watch }
pause-watches = { $count } 项订阅
pause-paused = ⏸️ 已暂停：{ $what }。
pause-paused-until = ⏸️ 已暂停至 { $until }：{ $what }。
pause-meanwhile-all = 期间发布的内容会等待，最多 { $days } 天，并在你恢复时发送。
pause-meanwhile-newest = 期间发布的内容，在你恢复时只发送最新的 { $count } 篇。
pause-meanwhile-skip = 期间发布的内容之后不会再发送。
pause-meanwhile-mixed = 期间发布的内容会等待，最多 { $days } 天；恢复时发送什么取决于每项订阅。
pause-resumed = ▶️ 已恢复：{ $what }。
pause-waited =
    { $count ->
        [0] 没有等待中的内容。
        [1] 等待中的那条消息现在发送。
       *[other] 等待中的 { $count } 条消息现在发送。
    }
pause-resumed-some = ⚠️ 已恢复 { $all } 项订阅中的 { $count } 项，之后出了问题。请再次使用 `/resume` 恢复其余的。
pause-stay-paused = { $count } 项订阅保持暂停，因为你无法在其频道发言。
pause-you-cannot-write = 你无法在 { $place } 发言，因此不能恢复向那里发送帖子。能在那里发言的人，或管理该频道或其 Webhook 的人可以恢复。
pause-none = 这些都没有暂停。`/watches only: paused` 会列出已暂停的。
pause-not-a-time = 我看不出 { $typed } 是什么时间。请写成例如 `2h`、`3d`、`2026-12-24` 或 `24 Dec 18:00`（日期按 { $zone } 计算）。
pause-ambiguous = { $typed } 可能表示两个不同的日期。请写成年-月-日，例如 `2026-12-24`。
pause-past = { $typed } 已经过去。请写从现在起多久，例如 `2h` 或 `3d`，或写一个将来的日期。
pause-too-far = { $typed } 在一年以后。如要暂停到你使用 `/resume` 为止，请不填 `for`。

## /move

moving-go = 移动
moving-same-channel = 它们已经发送到那里。请为 `to` 选择另一个频道。
moving-choice = #{ $name }（{ $count } 项订阅）
moving-choice-gone = 已不存在或我看不到的频道（{ $count } 项订阅）
moving-no-channel = 我不知道 { $typed } 是哪个频道。请从列表中选择，或以 #频道 的形式输入。
moving-nothing = 没有可以从 { $from } 移到 { $to } 的内容。
moving-question = 要把 { $count } 项订阅从 { $from } 移到 { $to } 吗？
moving-waiting-along = 等待中的 { $count } 条消息一并移过去。
moving-same = • 无法移动，因为 { $to } 已经在接收相同的内容：{ $watches }
moving-mature = • 无法移动，因为它们会发送成人内容，而 { $to } 没有年龄限制：{ $watches }
moving-silent = • { $count } 项订阅在那里不会提及其身份组，因为你或我无法提及它
moving-moved = ✅ 已把 { $count } 项订阅移到 { $to }。
moving-along =
    { $count ->
        [1] 等待中的那条消息一并移过去。
       *[other] 等待中的 { $count } 条消息一并移过去。
    }
moving-moved-some = ⚠️ 已移动 { $all } 项订阅中的 { $count } 项，之后出了问题。请再次使用 `/move` 移动其余的。

## /channels

channels-title = 帖子需要等待的频道
channels-choose = 选择要处理的频道
channels-move-to = 把发到那里的内容移到…
channels-try-now = 立即尝试
channels-drop-waiting = 丢弃等待中的内容
channels-drop = 丢弃
channels-keep = 保留
channels-all-well =
    { $hidden ->
        [0] ✅ 所有频道都能接收我的帖子。
        [1] ✅ 你能看到的所有频道都能接收我的帖子。有 1 个你看不到的频道不能。
       *[other] ✅ 你能看到的所有频道都能接收我的帖子。有 { $hidden } 个你看不到的频道不能。
    }
channels-more-same = 另有 { $count } 个频道有同样的问题
channels-more-hidden = 另有 { $count } 个你看不到的频道
channels-more = { $what }。
channels-more-both = { $same }，{ $hidden }。
channels-choice = #{ $name }（{ $count } 条等待中）
channels-choice-gone = 已不存在或我看不到的频道（{ $count } 条等待中）
channels-not-restricted = 没有年龄限制，因此成人内容在等待，开始于 { $since }
channels-deleted = 已被删除，开始于 { $since }
channels-needs-tag = 要求每个帖子都有标签，但没有合适的：请添加一个所有人都可使用、名为 DeviantArt 的标签，开始于 { $since }
channels-closed = 不接收我的消息；Discord 的说明：{ $reason }，开始于 { $since }
channels-waiting =
    { $count ->
        [0] 没有等待中的消息
        [1] 1 条消息在等待
       *[other] { $count } 条消息在等待
    }
channels-works = ✅ { $place } 能接收我的帖子。
channels-trying = 我正在尝试 { $place }。如果成功，等待中的内容会自动发送；如果不成功，一分钟后这个列表会显示。
channels-drop-question =
    { $count ->
        [1] 要丢弃等待发往 { $place } 的那条消息吗？丢弃的内容不会再发送。如果不处理，会保留 { $days } 天，频道能接收时就会发送。
       *[other] 要丢弃等待发往 { $place } 的 { $count } 条消息吗？丢弃的内容不会再发送。如果不处理，会保留 { $days } 天，频道能接收时就会发送。
    }
channels-dropped =
    { $count ->
        [0] 没有等待发往 { $place } 的内容。
       *[other] ✅ 已丢弃发往 { $place } 的 { $count } 条消息。
    }

## 同时处理多项订阅

removal-remove = 移除
removal-undo = 撤销
removal-too-late = 已经无法撤销。请使用 `/watch` 重新添加。
removal-all-of-artist =
    { $count ->
        [1] 要移除对 { $artist } 的订阅吗？
       *[other] 要移除对 { $artist } 的全部 { $count } 项订阅吗？如要保留一部分，请从输入时出现的菜单中选择一项。
    }
removal-all-of-channel =
    { $count ->
        [1] 要移除唯一发送到 { $place } 的订阅吗？
       *[other] 要移除发送到 { $place } 的全部 { $count } 项订阅吗？
    }
removal-choice-of-artist = { $artist } 的全部（{ $count } 项订阅）
removal-choice-of-channel = #{ $name } 中的全部（{ $count } 项订阅）
removal-removed = ✅ 已移除 { $count } 项订阅。
removal-removed-some = ⚠️ 已移除 { $all } 项订阅中的 { $count } 项，之后出了问题。请再次使用命令移除其余的。
removal-restored-none = 没有还原任何内容。可能相同的订阅已经存在，这个服务器可能已达到订阅上限，或者我无法确认你可以在其频道发送。
removal-restored-one = ✅ 已还原：{ $place } 中的 { $watch }。等待中的帖子仍会发送。移除期间的帖子可能不会发送。
removal-restored-all = ✅ 全部 { $all } 项订阅均已还原。等待中的帖子仍会发送。移除期间的帖子可能不会发送。
removal-restored-some = ✅ 已还原 { $all } 项订阅中的 { $count } 项。其余的或已存在，或超出这个服务器的订阅上限，或发送到我无法确认你可以发言的地方。

## /export 和 /import

file-not-fetched = 我无法从 Discord 获取那个文件。请重试。
file-stopped = 这次导入已停止。如果你仍需要其中的订阅，请重新导入文件。
file-no-time = 时间不够了；请重新导入文件。
file-unseen = 另有 { $count } 项发送到你看不到的频道，因此未包含在内。
file-exported = 这是这个服务器的 { $count } 项订阅；用 `/import` 可以重新添加。
file-nothing-to-export = 还没有可导出的内容。
file-which = 请使用 `/export` 的文件，或每行一位作者的文本文件。
file-large = 那个文件大于 1 MB。
file-binary = 那个文件不是文本。
file-json = 我无法读取那个文件第 { $line } 行起的内容。
file-newer = 那个文件由本机器人的更新版本写成，因此我无法读取。
file-many = 那个文件中有 { $count } 项订阅，而我一次最多接受 500 项。请拆分文件。
file-empty = 那个文件里没有任何名称。
file-wrong-channel = 其频道不是这个服务器的频道。
file-wrong-what = 我不知道指的是哪些帖子。
file-wrong-role = 这个服务器没有它要提及的身份组。
file-wrong-word = 我不知道 { $word } 是什么意思。
file-add = 添加 { $count } 项订阅
file-more = ❌ 另有 { $count } 项
file-already = ⚠️ { $count } 项已经存在。
file-plan-nothing = 这个文件不会添加任何内容。
file-plan = 这个文件会添加 { $count } 项订阅：
file-here = 这里
file-more-channels = 以及另外 { $count } 个频道
file-progress = 正在添加订阅：已完成 { $count } / { $all }…
file-imported = ✅ 已添加 { $count } 项订阅。

## /settings

settings-title = 这个服务器的设置
settings-leave-out = 排除
settings-mature-where-restricted = 仅限年龄限制频道
settings-choose-notices = 在哪里报告问题
settings-choose-mature-channel = 成人内容频道
settings-reset = 恢复默认
settings-saved = ✅ 已保存。
settings-handed-down = { $count } 项订阅随之更改。
settings-kept = { $count } 项订阅保留原来的帖子种类，因为同一频道的其他订阅已有新的种类。
settings-language-name = 简体中文
settings-language =
    { $default ->
        [yes] **卡片和通知的语言**：{ $language }，与此服务器在 Discord 中的设置相同（默认）
       *[no] **卡片和通知的语言**：{ $language }
    }
settings-as-in-discord = 与 Discord 相同（{ $language }）
settings-of-watches = 所有订阅…
settings-notices-default = **问题** 会在社区更新频道报告，没有的话则在 Discord 发送系统消息的频道报告（默认）。
settings-notices = **问题** 会在 { $place } 报告。
settings-mature-channel-default = **成人内容** 没有专用频道（默认）。
settings-mature-channel = 订阅要求时，**成人内容** 会发到 { $place }。
settings-deleted =
    { $default ->
        [yes] DeviantArt 上的 **帖子被删除时**，{ $what }（默认）。
       *[no] DeviantArt 上的 **帖子被删除时**，{ $what }。
    }
settings-deleted-strike-out = 图片会移除，标题会加删除线
settings-deleted-remove = 消息会被移除
settings-deleted-leave = 消息保持不变
settings-strike-out = 已删除的帖子：加删除线
settings-remove = 移除
settings-leave = 保持不变
settings-zone-default = **时区：** UTC（默认）。用 `/settings timezone` 可以更改。
settings-zone = **时区：** { $zone }，那里现在是 { $time }。
settings-zone-unknown = 我不知道名为 { $typed } 的时区。请从列表中选择，或写出其中一个城市的英文名，例如 `Berlin` 或 `New York`。
settings-defaults = **所有订阅** 未另行指定的选项以此为准；在这里更改会立即生效。
settings-what =
    { $default ->
        [yes] **帖子：** { $what }（默认）
       *[no] **帖子：** { $what }
    }
settings-mature =
    { $default ->
        [yes] **成人内容：** { $mature }（默认）
       *[no] **成人内容：** { $mature }
    }
settings-ping-default = **提及：** 无（默认）
settings-ping = **提及：** { $role }

## /forget

forget-title = 清除这个服务器的一切
forget-field = 这个服务器的名称
forget-placeholder = 所有订阅和设置都会消失，且无法恢复
forget-type-again = 重新输入
forget-no-name = Discord 现在没有告诉我这个服务器的名称，因此没有清除任何内容。请一分钟后重试。
forget-nothing = 没有可清除的内容：我没有关于这个服务器的任何信息。
forget-other-name = 那不是这个服务器的名称，因此没有清除任何内容。它的名称是 { $name }。
forget-hidden = 没有清除任何内容：{ $count } 项订阅发送到你看不到的频道。能看到所有这些频道的人（例如管理员）可以执行此操作。
forget-erased =
    { $count ->
        [0] ✅ 我已清除这个服务器的一切。我发送过的内容会留在你们的频道里；要重新开始，请使用 `/watch`。
        [1] ✅ 我已清除这个服务器的一切，包括唯一的一项订阅。我发送过的内容会留在你们的频道里；要重新开始，请使用 `/watch`。
       *[other] ✅ 我已清除这个服务器的一切，包括 { $count } 项订阅。我发送过的内容会留在你们的频道里；要重新开始，请使用 `/watch`。
    }

## /help

help-title = DeviantArt 的新帖子，送到你的频道
help-walk-through =
    1\. 前往要接收帖子的频道，使用 { $watch } 并输入作者名称。
    2\. 从此以后，这位作者的每篇新帖子都会很快出现在那里，且只出现一次。
    3\. { $watches } 列出你的订阅，{ $unwatch } 结束订阅。

    成人内容只会发到年龄限制频道。谁可以使用这些命令，由你在“服务器设置 › 整合”中设定；最初，拥有“管理服务器”权限的人都可以使用。
help-command = { $command }：{ $description }。
help-message-command = **{ $name }**：右键点击我的一张卡片（手机上长按），然后选择“APP”。
help-option =
    { $required ->
        [yes] { $name }：{ $description }
       *[no] { $name }（可选）：{ $description }
    }
help-no-topic = 没有 { $topic } 这个命令。使用不带主题的 `/help` 查看全部。

## When the posts of a watch come: its panel, the list, and /why

times-times = 时间
times-quiet-hours = 安静时段
times-quiet-as-server = 时段同服务器设置
times-silently = 安静时段：静音
times-afterwards = 安静时段：结束后
times-at-once = 每篇立即发送
times-each-hour = 每小时一次摘要
times-each-day = 每天一次摘要
times-each-week = 每周一次摘要
times-monday = 星期一
times-tuesday = 星期二
times-wednesday = 星期三
times-thursday = 星期四
times-friday = 星期五
times-saturday = 星期六
times-sunday = 星期日
times-late-all = 暂停之后：全部，超过 5 篇时列出
times-late-each = 暂停之后：全部，每篇照常
times-late-newest = 暂停之后：仅最新的 { $count } 篇
times-late-skip = 暂停之后：期间的都不发送
times-label = 开始和结束（留空：没有安静时段）
times-placeholder = 22:00-08:00
times-unclear = 我看不懂安静时段 { $typed }。请写出开始和结束，例如 `22:00-08:00`；留空则没有。
times-hourly = 节奏：每小时一次摘要
times-daily = 节奏：每天 { $hour } 一次摘要（{ $zone }）
times-weekly = 节奏：每周一次摘要，{ $day } { $hour }（{ $zone }）
times-quiet-silently = 安静时段：{ $hours }（{ $zone }），帖子静音发送
times-quiet-afterwards = 安静时段：{ $hours }（{ $zone }），帖子在结束后一起发送
times-quiet-until = 当前：🌙 安静至 { $until }
times-next = 当前：收集中，下一次摘要在 { $at }
times-list-hourly = 每小时摘要
times-list-daily = 每日摘要
times-list-weekly = 每周摘要
times-list-quiet = 🌙 { $hours }
times-why-digest = 它在等待订阅的摘要，{ $at }
times-why-quiet = 它在等待订阅的安静时段结束，{ $until }
