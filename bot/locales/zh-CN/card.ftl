### DeviantCord 的文字，格式为 Fluent (https://projectfluent.org/fluent/guide/).

## 卡片

card-kind-image = 美术作品
card-kind-literature = 文学作品
card-kind-video = 视频
card-kind-journal = 日志
card-kind-status = 状态更新
card-kind-poll = 投票
card-kind-other = Deviation
card-several = 多图作品的第一张
card-mature = 成人内容
card-ai = 带有 AI 标签
card-untitled = 无标题
card-untitled-journal = 无标题日志
card-unknown-artist = DeviantArt 上的一位作者
card-locked-watchers = 🔒 只有在 DeviantArt 上关注这位作者的人才能看到这篇帖子。
card-locked-tier = 🔒 只有这位作者在 DeviantArt 上的付费会员才能看到这篇帖子。
card-locked-paid = 🔒 只有购买了这位作者在 DeviantArt 上的付费画廊的人才能看到这篇帖子。
card-locked = 🔒 并非所有人都能看到这篇帖子：作者在 DeviantArt 上限制了可以查看的人。
card-veiled = 🔞 这篇帖子被标记为成人内容，因此这里不显示其图片和文字。
card-gone = 这篇帖子已从 DeviantArt 上消失。
card-digest-title = { $artist } 还有 { $count } 篇新帖子
card-digest-rest =
    { $more ->
        [yes] 还有 { $count } 篇新帖子：请到 DeviantArt 的画廊查看。
       *[no] 有 { $count } 篇新帖子：请到 DeviantArt 的画廊查看。
    }
card-more-title = { $artist } 的另外 { $count } 篇
card-list-title = { $artist } 的 { $count } 篇新帖子
card-test = 测试
card-test-about = 新帖子在这里会这样显示。
card-plain = { $title }，作者 { $artist }
