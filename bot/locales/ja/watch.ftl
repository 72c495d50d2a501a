### DeviantCordの言葉です。書式はFluentです (https://projectfluent.org/fluent/guide/).

## 文の中で

format-nothing = (なし)
format-no-name = (名前なし)

## チャンネルやロールの問題

place-not-ready = 今はDiscordからこのサーバーのチャンネルの情報を得られません。1分後にもう一度お試しください。
place-ping-everyone = 全員へのメンションはしません。お知らせを受けたい人のためのロールを選んでください。
permission-view-channel = チャンネルを見る
permission-send-messages = メッセージを送信
permission-send-messages-in-threads = スレッドでメッセージを送信
permission-create-posts = 投稿を作成
permission-embed-links = 埋め込みリンク
permission-read-message-history = メッセージ履歴を読む
permission-connect = 接続
place-missing =
    { $count ->
        [1] まだ{ $place }に送れません。そこで{ $list }の権限が必要です。チャンネルの設定で許可してから、もう一度お試しください。
       *[other] まだ{ $place }に送れません。そこで次の権限が必要です: { $list }。チャンネルの設定で許可してから、もう一度お試しください。
    }
place-wrong-kind = { $place }はメッセージを置けない種類のため、投稿を送れません。テキストチャンネル、アナウンスチャンネル、フォーラム、またはスレッドを選んでください。
place-needs-tag = { $place }ではすべての投稿にタグが必要ですが、{ $kinds }に合うタグがありません。誰でも使える**DeviantArt**というタグを追加してから、もう一度お試しください。
place-elsewhere = そのチャンネルはこのサーバーにないか、このBotに見えません。ここにあるなら、そこで{ $list }と{ $last }を許可してから、もう一度お試しください。
place-hidden = あなたには{ $place }（{ $list }）が見えないため、そこに投稿を送らせることはできません。そのチャンネルが見える人なら設定できます。
place-you-cannot-write = あなたは{ $place }（{ $list }）に書き込めないため、そこに投稿を送らせることはできません。書き込める人か、そのチャンネルまたはウェブフックを管理する人ならできます。
place-not-invited = このBotのコマンドはこのサーバーにありますが、Bot自身がいません。サーバーを管理する人が[Botを招待]({ $link })してから、もう一度お試しください。
place-in-time-out = このBotはこのサーバーで{ $until }までタイムアウト中で、それまで送れません。モデレーターが解除してから、もう一度お試しください。
place-not-in-thread = このBotはプライベートスレッド{ $place }に入っていません。そこでBotにメンションして追加してから、もう一度お試しください。
place-ping-managed = { $role }はBotや他の連携サービスのロールなので、誰にも付けられません。人に付けられるロールを選んでください。
place-ping-not-allowed = あなたは{ $place }で{ $role }にメンションできません。そこですべてのロールにメンションできる人が行うか、サーバーの設定でロールをメンションできるようにしてください。
place-bot-cannot-ping = このBotは{ $place }で{ $role }にメンションできません。サーバーの設定でロールをメンションできるようにするか、そのチャンネルで **@everyone、@here、全てのロールにメンション** をBotに許可してください。

## /watch

watch-again = もう一度試す
watch-check = もう一度確認
watch-without-folder = フォルダーなしで
watch-leave-out = 成人向けの投稿を除く
watch-veil = 画像なしのカード
watch-elsewhere = 成人向けチャンネル
watch-choose-channel = 別のチャンネルを選ぶ
watch-choose-role = メンションするロールを選ぶ
watch-folder-holds-deviations = フォルダーに入るのはデヴィエーションだけです。`folder`を省くか、`what`をデヴィエーションにしてください。
watch-posts-everything = アート作品、ジャーナル、近況
watch-posts-deviations = アート作品、文芸作品、動画
watch-posts-journals = ジャーナル
watch-posts-statuses = 近況とアンケート
watch-choose-folder = フォルダーを選んでください
watch-choose-folder-page = フォルダーを選んでください ({ $page } / { $pages } ページ)
watch-added =
    { $ping ->
        [none] ✅ これから{ $artist }の新しい投稿が{ $place }に届きます: { $kinds }。
       *[other] ✅ これから{ $artist }の新しい投稿が{ $place }に届き、{ $ping }にメンションします: { $kinds }。
    }
watch-added-folder =
    { $ping ->
        [none] ✅ これから{ $artist }のフォルダー{ $folder }の新しいデヴィエーションが{ $place }に届きます。
       *[other] ✅ これから{ $artist }のフォルダー{ $folder }の新しいデヴィエーションが{ $place }に届き、{ $ping }にメンションします。
    }
watch-added-group =
    { $ping ->
        [none] ✅ これからグループ{ $group }のすべてのフォルダーの新しいデヴィエーションが{ $place }に届きます。
       *[other] ✅ これからグループ{ $group }のすべてのフォルダーの新しいデヴィエーションが{ $place }に届き、{ $ping }にメンションします。
    }
watch-filtered = { $filter }を通るものだけです。
watch-from-now-on = これからの新しい投稿が届きます。`/unwatch`で止められます。
watch-mature-included = 成人向けの投稿も含みます。
watch-mature-veiled = { $place }が年齢制限チャンネルでない間、成人向けの投稿は画像と文章なしで届きます。
watch-mature-elsewhere = 成人向けの投稿は、サーバーの専用チャンネルに届きます。
watch-mature-left-out = ご希望どおり、成人向けの投稿は除きます。
watch-mature-not-restricted = { $place }は年齢制限チャンネルではないため、成人向けの投稿は除きます。
watch-duplicate = { $place }にはもうこれが届いています: { $watch }。代わりに変更できます。
watch-adds-nothing-everything = { $place }にはもう{ $artist }のすべてが届いているため、追加しても変わりません。一部の投稿でロールにメンションするには、`ping`を使ってください。
watch-adds-nothing-deviations = { $place }にはもう{ $artist }のデヴィエーションがすべて届いているため、追加しても変わりません。一部の投稿でロールにメンションするには、`ping`を使ってください。
watch-adds-nothing-journals = { $place }にはもう{ $artist }のジャーナルがすべて届いているため、追加しても変わりません。一部の投稿でロールにメンションするには、`ping`を使ってください。
watch-adds-nothing-statuses = { $place }にはもう{ $artist }の近況がすべて届いているため、追加しても変わりません。一部の投稿でロールにメンションするには、`ping`を使ってください。
watch-too-many = このサーバーのウォッチは{ $count }件で、上限に達しています。`/unwatch`で1件削除してから、もう一度お試しください。
watch-idle = 長く投稿のないものを表示
watch-not-served = このBotの運営者は、{ $artist }をここに送らないと決めました。間違いだと思う場合は、運営者にお問い合わせください。
watch-not-a-name = { $typed }はDeviantArtで使われる名前ではありません。プロフィールのアドレスにある名前を入力するか、`https://www.deviantart.com/name`のようなアドレスを貼り付けてください。
watch-other-site = { $typed }はDeviantArtのアドレスではありません。ウォッチできるのはDeviantArtのアーティストだけです。
watch-page = そのリンクはDeviantArtのアーティストではなく、{ $shows }です。アーティストのページを開いて、そのリンクを貼り付けてください。
watch-post-by-number = そのリンクでは誰の投稿か分からず、DeviantArtからも分かりません。投稿を開き、アーティストの名前をクリックして、そのページのリンクを貼り付けてください。
watch-folder-by-number = そのリンクにはフォルダーの番号しかなく、DeviantArtでは調べられません。DeviantArtでフォルダーを開いてそのページのリンクを貼り付けるか、`folder`をメニューから選んでください。
watch-several-artists = それらのリンクはDeviantArtの複数のアーティストのものです。1人のリンクを貼り付けてください。
watch-unknown-artist = DeviantArtに{ $name }は見つかりませんでした。
watch-did-you-mean = { $names }のことですか？
watch-spelling-link = つづりを確認してください。{ $link }はブラウザで開きますか？
watch-spelling = つづりを確認してください。プロフィールのアドレスにある名前です。
watch-not-known-here = { $name }はまだ登録がなく、このBotはDeviantArtへのアクセスなしで動いているため、新しいアーティストを調べられません。Botの運営者に知らせてください。
watch-group-without-folders = { $group }はまだフォルダーのないグループです。グループ全体をウォッチすると、後でフォルダーに入ったものが届きます。
watch-group = { $group }はグループです。どのフォルダーにしますか？
watch-whole-group = グループ全体
watch-group-holds-deviations = グループ{ $group }で見えるのはフォルダーの中のデヴィエーションだけです。`what`を省くか、デヴィエーションにしてください。
watch-unknown-folder = { $artist }に{ $typed }というフォルダーはありません。
watch-no-folders = フォルダーは表示されていません。
watch-folders = フォルダー: { $names }。
watch-ambiguous-folder = { $artist }には{ $typed }というフォルダーが複数あります: { $names }。どれにしますか？
watch-not-age-restricted = { $place }は年齢制限チャンネルではないため、成人向けの投稿を送れません。チャンネルの設定で年齢制限を有効にするか (スレッドはチャンネルに従います)、別のチャンネルを選ぶか、成人向けの投稿を除いてください。
watch-no-mature-channel = このサーバーには成人向けの投稿用のチャンネルがまだありません。`/settings`で選んでください。
watch-mature-channel-open = { $place }は年齢制限チャンネルではないため、成人向けの投稿用のチャンネルにできません。チャンネルの設定で年齢制限を有効にするか、`/settings`で別のチャンネルを選んでください。

# watch-page の中で、リンクが示すもの。
page-account-settings = アカウントの設定
page-chat = チャット
page-comments = コメント
page-deviantarts-front-page = DeviantArtのトップページ
page-download = ダウンロード
page-embedded-post = 埋め込まれた投稿
page-feed = あなた自身のフィード
page-feed-without-an-artist = アーティストのないフィード
page-forum = フォーラム
page-help-page = ヘルプページ
page-image-file = 画像ファイル
page-list-of-groups = グループの一覧
page-list-of-posts-by-many-artists = 多くのアーティストの投稿の一覧
page-messages = あなた自身のメッセージ
page-page-about-deviantart = DeviantArtについてのページ
page-page-about-memberships = メンバーシップについてのページ
page-page-for-developers = 開発者向けのページ
page-page-to-sign-in = ログインページ
page-page-to-sign-up = 登録ページ
page-part-of-the-sites-machinery = サイトの内部のしくみ
page-private-upload = 非公開のアップロード
page-random-post = ランダムな投稿
page-search = 検索
page-shop = ショップ
page-status-update-without-its-artist = アーティストの分からない近況
page-tag = タグ
page-tool = ツール
page-topic = トピック
page-way-to-another-page = 別のページへの転送

## 複数のアーティストの /watch

several-retry = 失敗した分を再試行
several-nothing-added = 何も追加していません。
several-away = 今はDeviantArtに問い合わせられません。ウォッチ中のものは引き続き届きます。数分後にもう一度お試しください。
several-too-many = アーティストが{ $count }人いますが、一度に追加できるのは{ $most }人までです。残りはもう一度`/watch`を使ってください。
several-heading =
    { $ping ->
        [none] ✅ これからアーティスト{ $count }人の新しい投稿が{ $place }に届きます: { $kinds }。
       *[other] ✅ これからアーティスト{ $count }人の新しい投稿が{ $place }に届き、{ $ping }にメンションします: { $kinds }。
    }
several-heading-folder =
    { $ping ->
        [none] ✅ これからアーティスト{ $count }人の新しい投稿が{ $place }に届きます。
       *[other] ✅ これからアーティスト{ $count }人の新しい投稿が{ $place }に届き、{ $ping }にメンションします。
    }
several-already-there = ⚠️ { $name }はすでにあります。

## 問題があるとき

trouble-store = 一時的に利用できません。ウォッチ中のものは引き続き届きます。1分後にもう一度お試しください。
trouble-deviantart-slow = DeviantArtの応答に時間がかかりすぎました。ウォッチ中のものは引き続き届きます。1分後にもう一度お試しください。
trouble-bug = このBotの側で問題が起き、記録しました。ウォッチ中のものは引き続き届きます。1分後にもう一度お試しください。
trouble-not-understood = Discordから、このバージョンのBotには理解できないものが届いたため、何もしていません。もう一度お試しください。それでもだめなら、Botの運営者に更新を依頼してください。
trouble-options = オプションの1つを読み取れませんでした。もう一度コマンドを使い、Discordのメニューから選んでください。
trouble-old-command = このコマンドは変わりました。Discordを再読み込み (Ctrl+R) してから、もう一度使ってください。
trouble-guild-only = これはサーバーでのみ使えます。
trouble-not-allowed = これには **サーバー管理** の権限が必要です。
trouble-slow-down = 操作が速すぎます。数秒待ってから、もう一度お試しください。
trouble-limited-person = あなたはこの1分間に多くのアーティストを検索しました。ウォッチ中のものは引き続き届きます。{ $within }もう一度お試しください。
trouble-limited-server = このサーバーはこの1分間に多くのアーティストを検索しました。ウォッチ中のものは引き続き届きます。{ $within }もう一度お試しください。
trouble-in-a-second = 1秒後に
trouble-in-seconds = { $count }秒後に
trouble-in-minutes = { $count }分後に
trouble-inactive = DeviantArtのアカウント{ $name }は停止されているため、新しい投稿はありません。
trouble-blocked = DeviantArtはプロフィール{ $name }をBotに表示しないため、ウォッチできません。
trouble-throttled = DeviantArtがこのBotに速度を落とすよう求めています。ウォッチ中のものは引き続き届きます。数分後にもう一度お試しください。
trouble-paused = DeviantArtがこのBotに速度を落とすよう求めています。ウォッチ中のものは引き続き届きます。{ $within }もう一度お試しください。
trouble-edge = DeviantArtがしばらくこのBotを受け付けないため、{ $name }を調べられませんでした。ウォッチ中のものは引き続き届きます。{ $within }もう一度お試しください。
trouble-busy = 今は多くのアーティストを調べていて、{ $name }は順番待ちです。ウォッチ中のものは引き続き届きます。{ $within }もう一度お試しください。
trouble-unreachable = 今はDeviantArtに接続できないため、{ $name }を調べられませんでした。ウォッチ中のものは引き続き届きます。数分後にもう一度お試しください。
trouble-login = DeviantArtがBotのログインを拒否しています。Botの運営者に知らせてください。
trouble-no-name = DeviantArtは{ $name }を名前として認めません。プロフィールのアドレスにある名前か確認してください。

## /preview と /test

preview-preview = プレビュー
preview-several = 複数のウォッチが当てはまります。入力中に表示される一覧から1つ選んでください。
preview-rejected = Discordがその投稿のカードを受け付けないため、表示できません。カードが受け付けられない新しい投稿は、リンクとして届きます。
preview-note = 最新の投稿はこのように表示されます。これはあなただけに見えています。
preview-left-out = より新しいものは成人向けのため、ここには表示されません。
preview-group = { $name }はグループです。グループかそのフォルダーの1つで`/watch`を使い、回答の下の **プレビュー** を選んでください。
preview-nothing = ここに表示できる{ $name }の投稿は見つかりませんでした。次の投稿は公開されると届きます。
preview-sent = ✅ { $artist }の最新の投稿を、テストと明記して{ $place }に送りました: { $link }。誰にもメンションせず、通常の投稿には数えません。
preview-sent-somewhere = ✅ { $artist }の最新の投稿を、テストと明記して{ $place }に送りました。誰にもメンションせず、通常の投稿には数えません。
preview-refused = Discordが{ $place }への送信を認めません。そのチャンネルでのBotの権限を確認してから、もう一度お試しください。
preview-unsure = Discordがテストを確認しませんでした。もう一度試す前に{ $place }を見てください。
preview-wait = Discordが待つよう求めています。{ $within }もう一度お試しください。
preview-too-fast = このサーバーはこの1分間に複数のテストを送りました。{ $within }もう一度お試しください。

## フィルター

filter-button = フィルター
filter-edit = 編集
filter-back = 戻る
filter-form = フィルター
filter-label = この条件の投稿だけ (空欄: すべての投稿)
filter-placeholder = cat OR dog -sketch -is:ai kind:artwork
filter-no-folder = ギャラリー全体の新しい投稿がどのフォルダーのものか、DeviantArtからは分かりません。フォルダーだけを受け取るには、`/watch`を使うときに`folder`で選んでください。
filter-unset = ✅ これからフィルターはありません。
filter-right = これなら正しいです: { $example }
filter-empty = このフィルターには何も書かれていません。
filter-too-long = このフィルターは{ $length }文字で、上限は{ $most }文字です。印を付けた部分が超過分です。
filter-open-quote = 引用符が閉じられていません。
filter-open-regex = スラッシュの間のパターンが空か、終わりのスラッシュがありません。
filter-bad-regex = スラッシュの間のパターンを読めません: { $why }。
filter-large-regex = スラッシュの間のパターンが大きすぎるか、{ $most }個を超えています。
filter-lone-minus = マイナス記号は何かを除くものですが、何を除くかが書かれていません。
filter-lone-hash = # のすぐ後にタグが必要です。
filter-lone-or = OR は、どちらか一方でよい2つの条件の間に置きます。
filter-unknown-field = コロンの前に使えるのは`kind:`、`is:`、`folder:`だけです。その言葉をタイトルで探すには、引用符で囲んでください。
filter-unknown-kind = そのような投稿の種類はありません。種類は次のとおりです: { $kinds }。
filter-unknown-is = 投稿がそれに当たるかどうかは判断できません。判断できるもの: { $words }。
filter-no-word = そこに言葉がありません。
filter-of-group = { $group }はグループで、投稿はメンバーのものです。メンバーの1人でフィルターを試してください。
filter-no-posts = { $artist }にはまだ投稿がないため、フィルターを試せません。
filter-title = { $artist }: { $filter }を通るもの
filter-by = { $word }による
filter-nothing-leaves-out = 除くものはありません
filter-no-tags = タグを取得できませんでした
filter-footer = 最近の投稿{ $all }件中{ $passing }件が通ります
filter-set = ✅ これからは{ $filter }を通る投稿だけが届きます。

template-button = 独自の1行
template-form = 投稿ごとの1行
template-label = 1行の内容 (空欄: カード)
template-too-long = このテンプレートは{ $length }文字で、上限は{ $most }文字です。印を付けた部分が超過分です。
template-lines = テンプレートは1行です。
template-open-brace = 波かっこの片方がありません。
template-unknown-field = 波かっこの中に使えるのは{ $fields }だけです。
template-twice = 同じ項目は一度しか使えません。
template-no-post = { $title }か{ $url }がないと、どの投稿か分かりません。
template-set = ✅ これからは各投稿が1行で届きます: { $template }
template-address = 末尾に投稿のアドレスが付きます。
template-unset = ✅ これからは投稿がカードで届きます。
