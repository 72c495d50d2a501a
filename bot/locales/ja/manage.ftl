### DeviantCordの言葉です。書式はFluentです (https://projectfluent.org/fluent/guide/).

## /watches、/unwatch、/edit

list-title = このサーバーのウォッチ
list-previous = 前へ
list-next = 次へ
list-old-button = このボタンは期限切れです。もう一度コマンドを使ってください。
list-old-button-of = このボタンは期限切れです。もう一度{ $command }を使ってください。
list-not-yours = これは別の人のために作られたものです。ご自分で{ $command }を使ってください。
list-everything = すべて
list-deviations = デヴィエーション
list-journals = ジャーナル
list-statuses = 近況
list-folder = フォルダー{ $folder }
list-whole-group = グループ全体
list-short = { $artist }、{ $part }
list-mature = 成人向けも
list-filter = { $filter }のみ
list-compact = コンパクト
list-link = リンクのみ
list-line = 独自の1行
list-mentions = { $role }にメンション
list-mentions-gone = メンションなし: ロールがなくなりました
list-folder-deleted = ⚠️ アーティストがこのフォルダーを削除しました
list-folder-renewed = ⚠️ アーティストがこのフォルダーを削除し、同じ名前の新しいフォルダーを作りました: 新しい方を`/watch`、こちらを`/unwatch`してください
list-broken = ⚠️ そこには送れません: `/channels`
list-paused = ⏸️ 一時停止中
list-paused-until = ⏸️ { $until }まで一時停止中
list-dated = { $choice } · { $date }から
list-and-more = { $names }、ほか{ $count }件
list-page = { $page } / { $pages } ページ
list-empty = このサーバーはまだ誰もウォッチしていません。`/watch`にアーティスト名を付けて始めてください。
list-none-visible = あなたに見えるウォッチは、このサーバーにはありません。
list-idle-since = 最後の投稿は{ $at }
list-idle-never = 投稿はまだありません
list-none-fits = 当てはまるウォッチはありません。`/watches`ですべて表示できます。
list-only-these = { $count }件のウォッチはそのままです。あなたに見えないチャンネルのものです。
list-unseen = あなたに見えないチャンネルのウォッチが{ $count }件あります。
list-more-unseen = あなたに見えないチャンネルのウォッチがさらに{ $count }件あります。
list-removed = ✅ 削除しました: { $watch }。この投稿は今後{ $place }に届きません。
list-no-such-watch = そのようなウォッチはありません。`/watches`ですべて表示できます。
list-nothing-of = { $name }のウォッチはここにありません。`/watches`ですべて表示できます。

## ウォッチのパネル

panel-style = 表示方法と時間
panel-back = 戻る
panel-leave-out = 成人向けの投稿を除く
panel-include = 成人向けの投稿も含める
panel-veil = 成人向けの投稿を含め、必要なら画像なし
panel-elsewhere = 成人向けの投稿は専用チャンネルへ
panel-choose-ping = ロールにメンションする
panel-choose-channel = 別のチャンネルに移動する
panel-choose-watch = ウォッチを変更する
panel-change = 変更
panel-no-ping = 誰にもメンションしない
panel-inherited = サーバーの設定
panel-as-server = サーバーの設定: { $value }
panel-ping-as-server = メンションはサーバーの設定
panel-title = このウォッチ
panel-changed = ✅ 変更しました。これから届くものに適用されます。
panel-no-card = そのメッセージはこのBotが投稿をお知らせしたものではありません。お知らせしたメッセージで使ってください。
panel-card-without-watch = これを送ったウォッチは削除されたため、変更できるものがありません。残っているものは`/watches`で表示できます。
panel-artist = アーティスト: { $artist }
panel-posts = 投稿: { $posts }
panel-folder = フォルダー{ $folder }のデヴィエーション
panel-whole-group = グループのすべてのフォルダーのデヴィエーション
panel-everything = すべて
panel-deviations = デヴィエーション (アート作品、文芸作品、動画)
panel-journals = ジャーナル
panel-statuses = 近況とアンケート
panel-filter = フィルター: { $filter }
panel-channel = チャンネル: { $channel }
panel-forum = フォーラム: 作品ごとに1つの投稿。一度に10件を超える分は1つの一覧にまとめます
panel-mature-in = 成人向けの投稿: 含める
panel-mature-veiled = 成人向けの投稿: 年齢制限のない所では画像と文章なし
panel-mature-elsewhere = 成人向けの投稿: サーバーの専用チャンネルへ
panel-mature-nowhere = 成人向けの投稿: サーバーに専用チャンネルがないため待機中: `/settings`
panel-mature-out = 成人向けの投稿: 除く
panel-mentions-nobody = メンション: なし
panel-mentions-gone = メンション: なし (ロールがなくなりました)
panel-mentions = メンション: { $role }
panel-style-compact = 表示方法: コンパクト
panel-style-link = 表示方法: リンクのみ
panel-style-line = 表示方法: { $template }
panel-posting = 現在: 送信中
panel-paused = 現在: ⏸️ 再開するまで一時停止中
panel-paused-until = 現在: ⏸️ { $until }まで一時停止中
panel-moved = ✅ 移動しました。
panel-along = 待機していたメッセージ{ $count }件も一緒に移ります。
panel-silent = あなたかこのBotがメンションできないため、そこではロールにメンションしません。
panel-same = { $place }にはもうこれが届いています: { $watch }。代わりに2つのうち1つを削除してください。
panel-you-cannot-write = あなたは{ $place }に書き込めないため、そこに送るものを変更できません。書き込める人か、そのチャンネルまたはウェブフックを管理する人ならできます。

## /pause と /resume

pause-resume = 再開
pause-pause = 一時停止
pause-watch-in = { $place }の{ $watch }
pause-watches = ウォッチ{ $count }件
pause-paused = ⏸️ 一時停止しました: { $what }。
pause-paused-until = ⏸️ { $until }まで一時停止しました: { $what }。
pause-meanwhile-all = その間の投稿は最長{ $days }日間待機し、再開すると届きます。
pause-meanwhile-newest = その間の投稿のうち、最新の{ $count }件だけが再開時に届きます。
pause-meanwhile-skip = その間の投稿は、後から届きません。
pause-meanwhile-mixed = その間の投稿は最長{ $days }日間待機します。再開時に何が届くかはウォッチごとに異なります。
pause-resumed = ▶️ 再開しました: { $what }。
pause-waited =
    { $count ->
        [0] 待機していたものはありません。
        [1] 待機していたメッセージがこれから届きます。
       *[other] 待機していた{ $count }件のメッセージがこれから届きます。
    }
pause-resumed-some = ⚠️ { $all }件中{ $count }件のウォッチを再開したところで問題が起きました。残りはもう一度`/resume`を使ってください。
pause-stay-paused = { $count }件のウォッチは、あなたがそのチャンネルに書き込めないため一時停止のままです。
pause-you-cannot-write = あなたは{ $place }に書き込めないため、そこへの送信を再開できません。書き込める人か、そのチャンネルまたはウェブフックを管理する人なら再開できます。
pause-none = この中に一時停止中のものはありません。一時停止中のものは`/watches only: paused`で表示できます。
pause-not-a-time = { $typed }がどの時間か分かりません。例えば`2h`、`3d`、`2026-12-24`、`24 Dec 18:00`のように書いてください (日付は{ $zone }です)。
pause-ambiguous = { $typed }は2通りの日付に読めます。`2026-12-24`のように年-月-日で書いてください。
pause-past = { $typed }は過去です。今からの長さを`2h`や`3d`のように書くか、これからの日付を書いてください。
pause-too-far = { $typed }は1年以上先です。`/resume`を使うまで一時停止するには、`for`を省いてください。

## /move

moving-go = 移動
moving-same-channel = すでにそこに送っています。`to`には別のチャンネルを選んでください。
moving-choice = #{ $name } (ウォッチ{ $count }件)
moving-choice-gone = なくなったか、このBotに見えないチャンネル (ウォッチ{ $count }件)
moving-no-channel = { $typed }がどのチャンネルか分かりません。一覧から選ぶか、#チャンネル の形で入力してください。
moving-nothing = { $from }から{ $to }に移動できるものはありません。
moving-question = { $count }件のウォッチを{ $from }から{ $to }に移動しますか？
moving-waiting-along = 待機中のメッセージ{ $count }件も一緒に移ります。
moving-same = • { $to }にはもう同じものが届いているため、移動できません: { $watches }
moving-mature = • 成人向けの投稿を送るもので、{ $to }は年齢制限チャンネルではないため、移動できません: { $watches }
moving-silent = • { $count }件のウォッチは、あなたかこのBotがメンションできないため、そこではロールにメンションしません
moving-moved = ✅ { $count }件のウォッチを{ $to }に移動しました。
moving-along =
    { $count ->
        [1] 待機していたメッセージも一緒に移ります。
       *[other] 待機していた{ $count }件のメッセージも一緒に移ります。
    }
moving-moved-some = ⚠️ { $all }件中{ $count }件のウォッチを移動したところで問題が起きました。残りはもう一度`/move`を使ってください。

## /channels

channels-title = 投稿が待機しているチャンネル
channels-choose = チャンネルへの対応を選ぶ
channels-move-to = そこへの投稿を別のチャンネルに移す…
channels-try-now = 今すぐ試す
channels-drop-waiting = 待機中のものを破棄
channels-drop = 破棄
channels-keep = 残す
channels-all-well =
    { $hidden ->
        [0] ✅ どのチャンネルにも投稿を送れます。
        [1] ✅ あなたに見えるどのチャンネルにも投稿を送れます。見えないチャンネル1個には送れません。
       *[other] ✅ あなたに見えるどのチャンネルにも投稿を送れます。見えないチャンネル{ $hidden }個には送れません。
    }
channels-more-same = 同じ問題のあるチャンネルがさらに{ $count }個
channels-more-hidden = あなたに見えないチャンネルがさらに{ $count }個
channels-more = { $what }あります。
channels-more-both = { $same }、{ $hidden }あります。
channels-choice = #{ $name } (待機中{ $count }件)
channels-choice-gone = なくなったか、このBotに見えないチャンネル (待機中{ $count }件)
channels-not-restricted = 年齢制限がないため、成人向けの投稿が待機しています ({ $since }から)
channels-deleted = 削除されました ({ $since }から)
channels-needs-tag = すべての投稿にタグが必要ですが、合うタグがありません。誰でも使えるDeviantArtというタグを追加してください ({ $since }から)
channels-closed = このBotのメッセージを受け付けません。Discordの説明: { $reason } ({ $since }から)
channels-waiting =
    { $count ->
        [0] 待機中のメッセージはありません
        [1] メッセージ1件が待機中です
       *[other] メッセージ{ $count }件が待機中です
    }
channels-works = ✅ { $place }に投稿を送れます。
channels-trying = 今{ $place }を試しています。うまくいけば、待機中のものが自動で届きます。だめなら、1分後にこの一覧に表示されます。
channels-drop-question =
    { $count ->
        [1] { $place }に送れずに待機中のメッセージを破棄しますか？破棄すると二度と届きません。そのままにすれば{ $days }日間保管され、チャンネルに送れるようになると届きます。
       *[other] { $place }に送れずに待機中の{ $count }件のメッセージを破棄しますか？破棄すると二度と届きません。そのままにすれば{ $days }日間保管され、チャンネルに送れるようになると届きます。
    }
channels-dropped =
    { $count ->
        [0] { $place }に送れずに待機していたものはありません。
       *[other] ✅ { $place }へのメッセージ{ $count }件を破棄しました。
    }

## 複数のウォッチをまとめて

removal-remove = 削除
removal-undo = 元に戻す
removal-too-late = もう元に戻せません。もう一度追加するには`/watch`を使ってください。
removal-all-of-artist =
    { $count ->
        [1] { $artist }のウォッチを削除しますか？
       *[other] { $artist }のウォッチ{ $count }件をすべて削除しますか？一部を残すには、入力中に表示されるメニューから1つを選んでください。
    }
removal-all-of-channel =
    { $count ->
        [1] { $place }に送る唯一のウォッチを削除しますか？
       *[other] { $place }に送るウォッチ{ $count }件をすべて削除しますか？
    }
removal-choice-of-artist = { $artist }のすべて (ウォッチ{ $count }件)
removal-choice-of-channel = #{ $name }のすべて (ウォッチ{ $count }件)
removal-removed = ✅ { $count }件のウォッチを削除しました。
removal-removed-some = ⚠️ { $all }件中{ $count }件のウォッチを削除したところで問題が起きました。残りはもう一度コマンドを使ってください。
removal-restored-none = 何も元に戻りませんでした。同じウォッチがすでにあるか、このサーバーがウォッチの上限に達しているか、あなたがそのチャンネルに投稿できることを確認できなかった可能性があります。
removal-restored-one = ✅ 元に戻しました: { $place }の{ $watch }。待機していた投稿はこれから届きます。削除されていた間の投稿は届かないことがあります。
removal-restored-all = ✅ { $all }件のウォッチをすべて元に戻しました。待機していた投稿はこれから届きます。削除されていた間の投稿は届かないことがあります。
removal-restored-some = ✅ { $all }件中{ $count }件のウォッチを元に戻しました。残りは、すでにあるか、このサーバーのウォッチの上限を超えるか、あなたが書き込めることを確認できなかった場所に送るものです。

## /export と /import

file-not-fetched = Discordからそのファイルを取得できませんでした。もう一度お試しください。
file-stopped = このインポートは中止されました。このファイルのウォッチがまだ必要なら、もう一度インポートしてください。
file-no-time = 時間が足りませんでした。もう一度ファイルをインポートしてください。
file-unseen = さらに{ $count }件は、あなたに見えないチャンネルに送るものなので除かれています。
file-exported = このサーバーのウォッチ{ $count }件です。`/import`でまた追加できます。
file-nothing-to-export = エクスポートするものがまだありません。
file-which = `/export`のファイル、または1行に1人のアーティストを書いたテキストファイルを使ってください。
file-large = そのファイルは1 MBを超えています。
file-binary = そのファイルはテキストではありません。
file-json = そのファイルは{ $line }行目から先を読めません。
file-newer = そのファイルはこのBotのより新しいバージョンで書かれたため、読めません。
file-many = そのファイルにはウォッチが{ $count }件ありますが、一度に追加できるのは500件です。分割してください。
file-empty = そのファイルには誰の名前もありません。
file-wrong-channel = 指定のチャンネルはこのサーバーにありません。
file-wrong-what = どの投稿のことか分かりません。
file-wrong-role = メンションするロールがこのサーバーにありません。
file-wrong-word = { $word }の意味が分かりません。
file-add = ウォッチ{ $count }件を追加
file-more = ❌ さらに{ $count }件
file-already = ⚠️ { $count }件はすでにあります。
file-plan-nothing = このファイルで追加されるものはありません。
file-plan = このファイルで{ $count }件のウォッチが追加されます:
file-here = ここ
file-more-channels = さらに{ $count }個のチャンネル
file-progress = ウォッチを追加しています: { $all }件中{ $count }件完了…
file-imported = ✅ { $count }件のウォッチを追加しました。

## /settings

settings-title = このサーバーの設定
settings-leave-out = 除く
settings-mature-where-restricted = 年齢制限チャンネルのみ
settings-choose-notices = 問題の報告先
settings-choose-mature-channel = 成人向けの投稿用のチャンネル
settings-reset = 既定に戻す
settings-saved = ✅ 保存しました。
settings-handed-down = { $count }件のウォッチも変わります。
settings-kept = { $count }件のウォッチは投稿の種類が変わりません。同じチャンネルの別のウォッチが、新しい種類をすでに送っているためです。
settings-language-name = 日本語
settings-language =
    { $default ->
        [yes] **カードとお知らせの言語**: { $language } (Discordでのこのサーバーの設定どおり、既定)
       *[no] **カードとお知らせの言語**: { $language }
    }
settings-as-in-discord = Discordの設定どおり ({ $language })
settings-of-watches = すべてのウォッチ…
settings-notices-default = **問題**は、コミュニティのアップデート用チャンネル、なければDiscord自身のメッセージが届くチャンネルに報告されます (既定)。
settings-notices = **問題**は{ $place }に報告されます。
settings-mature-channel-default = **成人向けの投稿**の専用チャンネルはありません (既定)。
settings-mature-channel = **成人向けの投稿**は、ウォッチがそう設定していれば{ $place }に届きます。
settings-deleted =
    { $default ->
        [yes] DeviantArtで**投稿が削除されたとき**は、{ $what } (既定)。
       *[no] DeviantArtで**投稿が削除されたとき**は、{ $what }。
    }
settings-deleted-strike-out = 画像が消え、タイトルに取り消し線が付きます
settings-deleted-remove = メッセージが削除されます
settings-deleted-leave = メッセージはそのまま残ります
settings-strike-out = 削除された投稿: 取り消し線
settings-remove = 削除
settings-leave = そのまま
settings-zone-default = **タイムゾーン:** UTC (既定)。`/settings timezone`で変更できます。
settings-zone = **タイムゾーン:** { $zone } (現在{ $time })
settings-zone-unknown = { $typed }というタイムゾーンは見つかりません。一覧から選ぶか、`Berlin`や`New York`のように都市名を英語で書いてください。
settings-defaults = **すべてのウォッチ**は、別の指定がなければこの設定に従います。ここでの変更はすぐに反映されます。
settings-what =
    { $default ->
        [yes] **投稿:** { $what } (既定)
       *[no] **投稿:** { $what }
    }
settings-mature =
    { $default ->
        [yes] **成人向けの投稿:** { $mature } (既定)
       *[no] **成人向けの投稿:** { $mature }
    }
settings-ping-default = **メンション:** なし (既定)
settings-ping = **メンション:** { $role }

## /forget

forget-title = このサーバーの情報をすべて消去
forget-field = このサーバーの名前
forget-placeholder = すべてのウォッチと設定が消え、元には戻せません
forget-type-again = もう一度入力
forget-no-name = 今はDiscordからこのサーバーの名前を取得できないため、何も消去していません。1分後にもう一度お試しください。
forget-nothing = 消去するものはありませんでした。このサーバーの情報は何も持っていません。
forget-other-name = それはこのサーバーの名前ではないため、何も消去していません。名前は{ $name }です。
forget-hidden = 何も消去していません。{ $count }件のウォッチが、あなたに見えないチャンネルに送っています。管理者など、すべてのチャンネルが見える人ならできます。
forget-erased =
    { $count ->
        [0] ✅ このサーバーの情報をすべて消去しました。送信済みのものはチャンネルに残ります。また始めるには`/watch`を使ってください。
        [1] ✅ このサーバーの情報を、唯一のウォッチも含めてすべて消去しました。送信済みのものはチャンネルに残ります。また始めるには`/watch`を使ってください。
       *[other] ✅ このサーバーの情報を、{ $count }件のウォッチも含めてすべて消去しました。送信済みのものはチャンネルに残ります。また始めるには`/watch`を使ってください。
    }

## /help

help-title = DeviantArtの新しい投稿をチャンネルに
help-walk-through =
    1\. 投稿を受け取るチャンネルで{ $watch }を使い、アーティスト名を入力します。
    2\. それ以降、そのアーティストの新しい投稿がすべて、一度ずつ、すぐにそこへ届きます。
    3\. { $watches }でウォッチの一覧を表示し、{ $unwatch }で終了します。

    成人向けの投稿は年齢制限チャンネルにだけ届きます。これらのコマンドを使える人は「サーバー設定 › 連携サービス」で決められます。初めは「サーバー管理」の権限を持つ全員が使えます。
help-command = { $command }: { $description }。
help-message-command = **{ $name }**: このBotのカードを右クリック (スマートフォンでは長押し) し、「アプリ」を選びます。
help-option =
    { $required ->
        [yes] { $name }: { $description }
       *[no] { $name } (任意): { $description }
    }
help-no-topic = { $topic }というコマンドはありません。`/help`だけを使うとすべて表示されます。

## When the posts of a watch come: its panel, the list, and /why

times-times = 時間
times-quiet-hours = 静かな時間帯
times-quiet-as-server = 時間帯はサーバーの設定
times-silently = 静かな時間帯: 通知なし
times-afterwards = 静かな時間帯: 終了後
times-at-once = 投稿ごとにすぐ
times-each-hour = 1時間ごとにまとめて
times-each-day = 1日ごとにまとめて
times-each-week = 1週間ごとにまとめて
times-monday = 月曜日
times-tuesday = 火曜日
times-wednesday = 水曜日
times-thursday = 木曜日
times-friday = 金曜日
times-saturday = 土曜日
times-sunday = 日曜日
times-late-all = 一時停止の後: すべて (5件を超えると一覧)
times-late-each = 一時停止の後: すべて通常どおり
times-late-newest = 一時停止の後: 最新の{ $count }件のみ
times-late-skip = 一時停止の後: その間の投稿は送らない
times-label = 開始と終了 (空欄: なし)
times-placeholder = 22:00-08:00
times-unclear = { $typed }を静かな時間帯として読めません。`22:00-08:00`のように開始と終了を書くか、なしにするには空欄にしてください。
times-hourly = 頻度: 1時間ごとにまとめて
times-daily = 頻度: 毎日{ $hour }にまとめて ({ $zone })
times-weekly = 頻度: 毎週{ $day }{ $hour }にまとめて ({ $zone })
times-quiet-silently = 静かな時間帯: { $hours } ({ $zone })、投稿は通知なしで届きます
times-quiet-afterwards = 静かな時間帯: { $hours } ({ $zone })、投稿は終了後にまとめて届きます
times-quiet-until = 現在: 🌙 { $until }まで静かな時間帯
times-next = 現在: 収集中、次のまとめは{ $at }に届きます
times-list-hourly = 1時間ごとのまとめ
times-list-daily = 毎日のまとめ
times-list-weekly = 毎週のまとめ
times-list-quiet = 🌙 { $hours }
times-why-digest = ウォッチの次のまとめ ({ $at }) を待っています
times-why-quiet = ウォッチの静かな時間帯の終わり ({ $until }) を待っています
