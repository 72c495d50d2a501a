### DeviantCord 的文字，格式为 Fluent (https://projectfluent.org/fluent/guide/).

## /why

why-choose = 这条消息中的另一篇帖子
why-unseen-title = 我没有见过这篇帖子
why-no-post = 那个链接不是帖子。请打开帖子并粘贴其地址。
why-number-only = 那个链接只有帖子的编号，DeviantArt 不告诉我是谁的。请打开它，并粘贴之后看到的地址。
why-forgotten-card = 这条消息太旧了，它对应哪个帖子的记录已不再保留。请使用 `/why` 并附上帖子的链接。
why-posted = ✅ 已发送到 { $places }。
why-on-its-way = ⏳ 正在发往 { $places }。
why-waits = ⏸️ 正在等待 { $places }，可以发送时会自动发送。
why-forgotten-here = 它太旧了，是否发送到 { $places } 的记录已不再保留。
why-not-posted = 没有发送到 { $place }：{ $reason }。
why-not-posted-here = 没有发送到这里；{ $count } 项订阅各有原因。
why-image = { $artist } 的美术作品
why-literature = { $artist } 的文学作品
why-video = { $artist } 的视频
why-journal = { $artist } 的日志
why-status = { $artist } 的状态更新
why-poll = { $artist } 的投票
why-other = { $artist } 的 Deviation
why-mature = 成人内容
why-undated = DeviantArt 未提供发布时间
why-published = 发布于 { $at }
why-sentence = { $words }。
why-seen = 我在 { $at } 见到它，并与订阅作了比对。
why-there-before = 我第一次读取这位作者的帖子时，它就已经存在。
why-gone-since = 它已从 DeviantArt 上消失；我在 { $at } 发现。
why-gone = 它已从 DeviantArt 上消失。
why-line = • { $watch } → { $place }：{ $became }。
why-removed-watch = 一项已移除的订阅
why-try = ↳ { $at } 的一次尝试失败：{ $words }
why-became-posted = 发送于 { $at }
why-became-posted-link = 发送于 { $at }（[消息]({ $link })）
why-waited = 此前等待至 { $until }
why-together = 与另外 { $count } 篇帖子合并在一条消息中
why-care-edited = 因为帖子有变动，我在 { $at } 修改了消息
why-care-veiled = 因为它被标记为成人内容，不能在那里显示，我在 { $at } 去掉了图片和文字
why-care-struck = 因为它已从 DeviantArt 上消失，我在 { $at } 加了删除线
why-care-removed-mature = 因为帖子被标记为成人内容，不能在那里显示，我在 { $at } 移除了消息
why-care-removed-gone = 因为帖子已从 DeviantArt 上消失，我在 { $at } 移除了消息
why-care-missing = 我在 { $at } 想修改消息时，它已被人移除
why-care-refused = 帖子之后有变动，但 Discord 不再允许我修改消息
why-care-waits = 帖子之后有变动，Discord 一允许我就修改消息
why-is-on-its-way = 正在发送途中
why-next-try = 尚未发送，下次尝试在 { $at }；上次失败：{ $why }
why-being-posted = 此刻正在发送
why-is-posted = 已发送
why-filter-word = 其筛选条件因 { $word } 将它排除
why-left-out = 我把它排除了
why-failed = 因为无法发送，我已放弃
why-expired = 因为 { $days } 天都无法发送，我已放弃
why-newer-version = 我的更新版本正在处理它
why-younger = 这项订阅是在我见到帖子之后添加的
why-unmatched = 这项订阅现在的设置需要它，所以它很快就会发送，或者订阅是在我见到帖子之后更改的
why-forgotten = 它太旧了，相关记录已不再保留
why-held-channel = 它在等待，因为频道不接收我的消息
why-held-channel-since = 它在等待，因为频道不接收我的消息，开始于 { $at }
why-discord-says = Discord 的说明：{ $words }
why-channels-helps = 可用 `/channels` 处理
why-held-mature = 它在等待，因为它是成人内容，而频道没有年龄限制
why-held-mature-since = 它在等待，因为它是成人内容，而频道没有年龄限制，开始于 { $at }
why-held-paused-until = 它在等待，因为订阅暂停至 { $until }
why-held-paused = 它在等待，因为订阅已暂停；`/resume` 可以恢复
why-suppressed-mature-unwanted = 它是成人内容，而这项订阅排除成人内容
why-suppressed-mature-channel = 它是成人内容，而频道当时没有年龄限制
why-suppressed-filtered = 其筛选条件将它排除，之后筛选条件有更改
why-suppressed-same-channel = 同一频道的另一项订阅会发送它
why-suppressed-in-digest = 它已计入一条汇总多篇帖子的消息
why-suppressed-catch-up = 频道或订阅恢复正常时，它已经过时
why-suppressed-watch-removed = 在此之前订阅已被移除
why-suppressed-dropped = 有人丢弃了等待发往该频道的内容
why-suppressed-announced-before = 在接管这个服务器的订阅之前，另一个机器人已经发送过它
why-suppressed-post-removed = 在此之前它已从 DeviantArt 上被移除
why-suppressed-post-lost = 我找不到它了，再次见到时会发送
why-before-since = 它早于这项订阅发送的范围，该范围开始于 { $at }
why-before = 它早于那项订阅发送的范围
why-not-in-folder = 我没有在文件夹 { $folder } 中找到它
why-not-in-group = 我没有在 { $group } 的任何文件夹中找到它
why-another-artist = 它是另一位作者的
why-wants-everything = 这项订阅只要“全部”
why-wants-deviations = 这项订阅只要 Deviation
why-wants-journals = 这项订阅只要日志
why-wants-statuses = 这项订阅只要状态更新和投票
why-not-wanted = 它不是那项订阅想要的
why-passed-undated = DeviantArt 未提供发布时间，而我第一次读取这位作者的帖子时它就已经存在
why-tags-owed = 其筛选条件要求标签，而 DeviantArt 还没有告诉我这篇帖子的标签
why-no-room = 另有 { $count } 项订阅在这里放不下。
why-vanished = DeviantArt 目前不显示 { $artist } 的任何内容：账号已停用、改名或隐藏。
why-not-checked = 我还没有检查 { $artist }；首次订阅后几分钟内就会检查。
why-checks-failed = 我最近几次检查 { $artist } 都失败了，所以可能还没有见到它；我会继续尝试。
why-checked-without = 我检查了 { $artist }，但没有它：它比我上次检查更新、已被移除，或并非所有人都能看到。
why-list-gallery = 画廊
why-list-posts = 日志和状态更新
why-list-folder = 文件夹
why-list-group = 小组的文件夹
why-list-failed =
    { $count ->
        [1] 上次检查失败
       *[other] 最近 { $count } 次检查失败
    }
why-list-due = 即将进行下次检查
why-not-watched = 你在这里能看到的订阅都不针对 { $artist }，因此没有发送任何内容。
why-not-watched-unknown = 你在这里能看到的订阅都不针对这篇帖子的作者，因此没有发送任何内容。
why-no-such-title = 在这里订阅的作者最近的帖子中，我不知道有叫 { $typed } 的。请改为粘贴帖子的链接。

## /status

status-title = 这个服务器的状况
status-da-refused = **DeviantArt**：⚠️ 拒绝我登录；请告知本机器人的运营者
status-da-resting = **DeviantArt**：⚠️ 要求我休息至 { $until }，因此帖子会延迟
status-da-well = **DeviantArt**：✅ 有响应
status-da-failing = **DeviantArt**：⚠️ 目前 { $count } 位作者中有 { $failing } 位检查失败；我会继续尝试
status-discord-away = **Discord**：⚠️ 我目前无法发送；新内容会保留
status-discord-resting = **Discord**：⚠️ 要求我休息，因此帖子会延迟
status-discord-well = **Discord**：✅ 能接收我的帖子
status-discord-closed = **Discord**：⚠️ { $count } 个频道不能接收我的全部帖子：`/channels`
status-bot-stuck = **本机器人**：⚠️ 目前新帖子没有被转交；请告知本机器人的运营者
status-bot-well = **本机器人**：✅ 正常
status-bot-unchecked = **本机器人**：✅ 正常；{ $count } 位作者尚未进行首次检查
status-speed-none = **速度**：最近 7 天没有新帖子
status-speed-one = **速度**：最近 7 天唯一的帖子在发布后 { $half } 送达
status-speed = **速度**：最近 7 天的 { $count } 篇帖子中，半数在发布后 { $half } 内送达，全部在 { $most } 内送达
status-speed-many = **速度**：最近 7 天的 { $count } 篇帖子中，半数在发布后 { $half } 内送达，每 100 篇中有 99 篇在 { $most } 内送达
status-seconds = { $count } 秒
status-minutes = { $count } 分钟
status-hours = { $count } 小时
status-days = { $count } 天
status-open-nothing = **等待中**：无
status-open-waiting = **等待中**：{ $waiting } 条在途
status-open-held = **等待中**：{ $held } 条因频道或已暂停的订阅而保留
status-open-both = **等待中**：{ $waiting } 条在途，{ $held } 条因频道或已暂停的订阅而保留
status-open-later = **稍后**：{ $count } 条，等待摘要或安静时段结束
status-unpublished = **公告**：最近 7 天有 { $count } 条消息未发布，因为 Discord 每小时每个频道只发布 10 条
status-more-than = 超过 { $count }
status-gallery = 画廊
status-posts = 日志和状态更新
status-folder = 文件夹
status-checked = 检查于 { $at }
status-failed = ⚠️ 上次检查失败，此前检查于 { $at }
status-unchecked = 尚未检查
status-next = 下次 { $at }
status-next-due = 即将进行下次检查
status-artists = { $count } 位作者

## 无法送达帖子时给服务器的通知

broken-title = **这个服务器有些帖子无法送达。**
broken-title-folders = **有作者删除了这个服务器订阅的文件夹。**
broken-closed = • { $channels }：我无法在那里发送。Discord 的说明：{ $reason }
broken-needs-tag = • { $channels }：那里的每个帖子都需要标签，但没有合适的。请添加一个所有人都可使用、名为 DeviantArt 的标签
broken-closed-otherwise = • { $channels }：我因其他原因无法在那里发送
broken-unrestricted = • { $channels }：没有年龄限制，因此成人内容需要等待
broken-unnamed = • { $count } 个并非所有人都能看到的频道
broken-ended = • { $place }：{ $count } 篇帖子 { $days } 天未能送达，已终止
broken-ended-elsewhere = • 在其他频道，{ $count } 篇帖子 { $days } 天未能送达，已终止
broken-folder =
    { $namesake ->
        [yes] • { $place }：{ $artist } 删除了那里订阅的文件夹 { $folder }。作者新建了同名文件夹：请对新的使用 `/watch`，对旧的使用 `/unwatch`。
       *[no] • { $place }：{ $artist } 删除了那里订阅的文件夹 { $folder }。`/unwatch` 可以移除订阅。
    }
broken-folders = • 作者还删除了另外 { $count } 个订阅的文件夹；`/watches` 会显示是哪些
broken-kept = 那里的新内容会保留 { $days } 天，一旦可以发送，我会自动送达。
broken-permissions = 我在那里需要“查看频道”“发送消息”和“嵌入链接”权限（在子区中为“在子区内发送消息”）。
broken-mark-as-restricted = 如要发送成人内容，请在频道设置中将其标记为年龄限制频道。
broken-leave-watches = 在此之前请保持订阅不变：`/unwatch` 会丢弃为订阅保留的内容，而在另一个频道新用 `/watch` 只会从之后发布的内容开始。
broken-more-channels = 另外 { $count } 个频道

## 给频道的通知

unsure-title = 部分帖子已被暂缓
unsure-held =
    我不知道较早的一些帖子中哪些已经在这里通知过，因为 { $why }。为避免重复，我暂不发送它们；今后的帖子照常送达。
    请允许我读取这个频道的消息历史记录，我会在一小时内再次查看：缺少的内容届时会发送。
unsure-many = 此后这里有超过 { $count } 条消息
unsure-hidden = 我无法读取这个频道的消息历史记录
unsure-unread = Discord 不向我显示这个频道的消息，并说：{ $reason }
unsure-refused = Discord 拒绝了这条消息，并说：{ $reason }
