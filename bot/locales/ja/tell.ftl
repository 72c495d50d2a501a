### DeviantCordの言葉です。書式はFluentです (https://projectfluent.org/fluent/guide/).

## /why

why-choose = このメッセージの別の投稿
why-unseen-title = この投稿は見つけていません
why-no-post = そのリンクは投稿ではありません。投稿を開いて、そのアドレスを貼り付けてください。
why-number-only = そのリンクには投稿の番号しかなく、誰のものかDeviantArtから分かりません。開いてから表示されるアドレスを貼り付けてください。
why-forgotten-card = 古いメッセージのため、どの投稿のものかの記録は残っていません。投稿のリンクを付けて`/why`を使ってください。
why-posted = ✅ { $places }に送りました。
why-on-its-way = ⏳ { $places }に送っている途中です。
why-waits = ⏸️ { $places }に送れるのを待っています。送れるようになると自動で届きます。
why-forgotten-here = 古い投稿のため、{ $places }に送ったかどうかの記録は残っていません。
why-not-posted = { $place }には送っていません。理由: { $reason }。
why-not-posted-here = ここには送っていません。{ $count }件のウォッチにそれぞれ理由があります。
why-image = { $artist }のアート作品
why-literature = { $artist }の文芸作品
why-video = { $artist }の動画
why-journal = { $artist }のジャーナル
why-status = { $artist }の近況
why-poll = { $artist }のアンケート
why-other = { $artist }のデヴィエーション
why-mature = 成人向け
why-undated = 公開日時はDeviantArtから分かりません
why-published = { $at }に公開
why-sentence = { $words }。
why-seen = { $at }に見つけて、ウォッチと照合しました。
why-there-before = このアーティストの投稿を初めて読んだときには、すでにありました。
why-gone-since = DeviantArtからなくなっています。{ $at }に気付きました。
why-gone = DeviantArtからなくなっています。
why-line = • { $watch } → { $place }: { $became }。
why-removed-watch = 削除されたウォッチ
why-try = ↳ { $at }の試行は失敗しました: { $words }
why-became-posted = { $at }に送信
why-became-posted-link = { $at }に送信 ([メッセージ]({ $link }))
why-waited = { $until }まで待機した後
why-together = 他の投稿{ $count }件と一緒に1つのメッセージで
why-care-edited = 投稿が変わったため、{ $at }にメッセージを変更しました
why-care-veiled = 成人向けに指定されていてそこに表示できないため、{ $at }に画像と文章を外しました
why-care-struck = DeviantArtからなくなったため、{ $at }に取り消し線を付けました
why-care-removed-mature = 投稿が成人向けに指定されていてそこに表示できないため、{ $at }にメッセージを削除しました
why-care-removed-gone = 投稿がDeviantArtからなくなったため、{ $at }にメッセージを削除しました
why-care-missing = { $at }にメッセージを変更しようとしたところ、誰かが削除していました
why-care-refused = その後投稿が変わりましたが、Discordがもうメッセージの変更を認めません
why-care-waits = その後投稿が変わりました。Discordが認め次第、メッセージを変更します
why-is-on-its-way = 送っている途中です
why-next-try = まだ送っていません。次の試行は{ $at }で、前回は失敗しました: { $why }
why-being-posted = ちょうど今送っています
why-is-posted = 送りました
why-filter-word = フィルターが{ $word }によって除いています
why-left-out = 除きました
why-failed = 送れなかったため、あきらめました
why-expired = { $days }日間送れなかったため、あきらめました
why-newer-version = このBotの新しいバージョンが処理しています
why-younger = この投稿を見つけた後で、このウォッチが追加されました
why-unmatched = 今の設定ならこのウォッチの対象なので、まもなく届くか、この投稿を見つけた後でウォッチが変更されました
why-forgotten = 古い投稿のため、どうなったかの記録は残っていません
why-held-channel = チャンネルがこのBotのメッセージを受け付けないため、待機しています
why-held-channel-since = チャンネルが{ $at }からこのBotのメッセージを受け付けないため、待機しています
why-discord-says = Discordの説明: { $words }
why-channels-helps = `/channels`で対応できます
why-held-mature = 成人向けで、チャンネルに年齢制限がないため、待機しています
why-held-mature-since = 成人向けで、チャンネルに{ $at }から年齢制限がないため、待機しています
why-held-paused-until = ウォッチが{ $until }まで一時停止中のため、待機しています
why-held-paused = ウォッチが一時停止中のため、待機しています。`/resume`で再開できます
why-suppressed-mature-unwanted = 成人向けで、このウォッチは成人向けの投稿を除いています
why-suppressed-mature-channel = 成人向けで、チャンネルに年齢制限がありませんでした
why-suppressed-filtered = フィルターが除きました。フィルターはその後変更されています
why-suppressed-same-channel = 同じチャンネルの別のウォッチが送っています
why-suppressed-in-digest = 複数の投稿をまとめたメッセージの件数に入っています
why-suppressed-catch-up = チャンネルまたはウォッチが復旧したときには、もう古くなっていました
why-suppressed-watch-removed = その前にウォッチが削除されました
why-suppressed-dropped = チャンネルに送れずに待機していたものを誰かが破棄しました
why-suppressed-announced-before = このサーバーのウォッチを引き継ぐ前に、別のBotが送っていました
why-suppressed-post-removed = その前にDeviantArtから削除されました
why-suppressed-post-lost = 見失いました。また見つけたら送ります
why-before-since = このウォッチが送るのは{ $at }以降の投稿で、それより古いものです
why-before = そのウォッチが送っていた投稿より古いものです
why-not-in-folder = フォルダー{ $folder }では見つかっていません
why-not-in-group = { $group }のどのフォルダーでも見つかっていません
why-another-artist = 別のアーティストの投稿です
why-wants-everything = このウォッチの対象は「すべて」だけです
why-wants-deviations = このウォッチの対象はデヴィエーションだけです
why-wants-journals = このウォッチの対象はジャーナルだけです
why-wants-statuses = このウォッチの対象は近況とアンケートだけです
why-not-wanted = そのウォッチの対象ではありませんでした
why-passed-undated = 公開日時がDeviantArtから分からず、このアーティストの投稿を初めて読んだときにはすでにありました
why-tags-owed = フィルターがタグを条件にしていますが、この投稿のタグをまだDeviantArtから得ていません
why-no-room = さらに{ $count }件のウォッチは、ここに入りきりませんでした。
why-vanished = 現在DeviantArtは{ $artist }の投稿を何も表示しません。アカウントが停止されたか、名前が変わったか、非公開です。
why-not-checked = { $artist }はまだ確認していません。最初のウォッチから数分以内に確認します。
why-checks-failed = { $artist }の最近の確認が失敗したため、まだ見つけていない可能性があります。引き続き試します。
why-checked-without = { $artist }を確認しましたが、ありませんでした。前回の確認より新しいか、削除されたか、誰でも見られるものではありません。
why-list-gallery = ギャラリー
why-list-posts = ジャーナルと近況
why-list-folder = フォルダー
why-list-group = グループのフォルダー
why-list-failed =
    { $count ->
        [1] 前回の確認は失敗
       *[other] 直近{ $count }回の確認は失敗
    }
why-list-due = 次の確認はまもなく
why-not-watched = { $artist }のウォッチで、ここであなたに見えるものはないため、何も送っていません。
why-not-watched-unknown = この投稿のアーティストのウォッチで、ここであなたに見えるものはないため、何も送っていません。
why-no-such-title = ここでウォッチしている人の最近の投稿に、{ $typed }というものはありません。代わりに投稿のリンクを貼り付けてください。

## /status

status-title = このサーバーの状況
status-da-refused = **DeviantArt**: ⚠️ このBotのログインを拒否しています。Botの運営者に知らせてください
status-da-resting = **DeviantArt**: ⚠️ { $until }まで休むよう求められたため、投稿が遅れます
status-da-well = **DeviantArt**: ✅ 応答しています
status-da-failing = **DeviantArt**: ⚠️ 現在アーティスト{ $count }人中{ $failing }人の確認に失敗しています。引き続き試します
status-discord-away = **Discord**: ⚠️ 現在送信できません。新しいものは保管されます
status-discord-resting = **Discord**: ⚠️ 休むよう求められたため、投稿が遅れます
status-discord-well = **Discord**: ✅ 投稿を送れています
status-discord-closed = **Discord**: ⚠️ { $count }個のチャンネルに一部の投稿を送れません: `/channels`
status-bot-stuck = **このBot**: ⚠️ 現在新しい投稿が引き渡されていません。Botの運営者に知らせてください
status-bot-well = **このBot**: ✅ 動いています
status-bot-unchecked = **このBot**: ✅ 動いています。{ $count }人のアーティストはまだ最初の確認をしていません
status-speed-none = **速さ**: 過去7日間に新しい投稿はありませんでした
status-speed-one = **速さ**: 過去7日間の唯一の投稿は、公開から{ $half }後に届きました
status-speed = **速さ**: 過去7日間の投稿{ $count }件のうち、半数は公開から{ $half }以内、すべてが{ $most }以内に届きました
status-speed-many = **速さ**: 過去7日間の投稿{ $count }件のうち、半数は公開から{ $half }以内、100件中99件が{ $most }以内に届きました
status-seconds = { $count }秒
status-minutes = { $count }分
status-hours = { $count }時間
status-days = { $count }日
status-open-nothing = **待機中**: なし
status-open-waiting = **待機中**: 送信途中{ $waiting }件
status-open-held = **待機中**: チャンネルまたは一時停止中のウォッチのため保留{ $held }件
status-open-both = **待機中**: 送信途中{ $waiting }件、チャンネルまたは一時停止中のウォッチのため保留{ $held }件
status-open-later = **後で**: { $count }件 (まとめ、または静かな時間帯の終わり)
status-unpublished = **アナウンス**: 直近7日間の{ $count }件のメッセージは公開されませんでした。Discordが公開するのは1チャンネルにつき1時間に10件までです
status-more-than = { $count }超
status-gallery = ギャラリー
status-posts = ジャーナルと近況
status-folder = フォルダー
status-checked = { $at }に確認
status-failed = ⚠️ 前回の確認は失敗、その前は{ $at }に確認
status-unchecked = まだ確認していません
status-next = 次は{ $at }
status-next-due = 次はまもなく
status-artists = アーティスト{ $count }人

## 投稿を届けられないときの、サーバーへのお知らせ

broken-title = **このサーバーに届けられない投稿があります。**
broken-title-folders = **このサーバーでウォッチ中のフォルダーをアーティストが削除しました。**
broken-closed = • { $channels }: 送れません。Discordの説明: { $reason }
broken-needs-tag = • { $channels }: すべての投稿にタグが必要ですが、合うタグがありません。誰でも使えるDeviantArtというタグを追加してください
broken-closed-otherwise = • { $channels }: 別の理由で送れません
broken-unrestricted = • { $channels }: 年齢制限がないため、成人向けの投稿は待機します
broken-unnamed = • 全員には見えないチャンネル{ $count }個
broken-ended = • { $place }: 投稿{ $count }件は{ $days }日間届けられず、終了しました
broken-ended-elsewhere = • 他のチャンネルで、投稿{ $count }件は{ $days }日間届けられず、終了しました
broken-folder =
    { $namesake ->
        [yes] • { $place }: そこでウォッチ中のフォルダー{ $folder }を{ $artist }が削除しました。同じ名前の新しいフォルダーがあります。新しい方に`/watch`、古い方に`/unwatch`を使ってください。
       *[no] • { $place }: そこでウォッチ中のフォルダー{ $folder }を{ $artist }が削除しました。`/unwatch`でウォッチを削除できます。
    }
broken-folders = • ウォッチ中の他のフォルダー{ $count }個も削除されました。`/watches`で確認できます
broken-kept = そこへの新しい投稿は{ $days }日間保管し、送れるようになると自動で届けます。
broken-permissions = そこで「チャンネルを見る」「メッセージを送信」「埋め込みリンク」の権限が必要です (スレッドでは「スレッドでメッセージを送信」)。
broken-mark-as-restricted = 成人向けの投稿には、チャンネルの設定で年齢制限を有効にしてください。
broken-leave-watches = それまでウォッチはそのままにしてください。`/unwatch`は保管中のものを破棄し、別のチャンネルでの新しい`/watch`は、その後の投稿から始まります。
broken-more-channels = さらに{ $count }個のチャンネル

## チャンネルへのお知らせ

unsure-title = 一部の投稿を保留しています
unsure-held =
    以前の投稿のうち、どれをここですでにお知らせしたか分かりません。理由: { $why }。二重に届かないよう、それらを保留しています。これからの投稿は通常どおり届きます。
    このチャンネルのメッセージ履歴を読めるようにしていただければ、1時間以内にもう一度確認し、足りないものを送ります。
unsure-many = その後ここに{ $count }件を超えるメッセージが書き込まれたため
unsure-hidden = このチャンネルのメッセージ履歴を読めないため
unsure-unread = Discordがこのチャンネルのメッセージを表示せず、次のように答えているため: { $reason }
unsure-refused = Discordがメッセージを拒否し、次のように答えているため: { $reason }
