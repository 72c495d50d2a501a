### DeviantCordの言葉です。書式はFluentです (https://projectfluent.org/fluent/guide/).

## コマンド

command-watch = アーティストのDeviantArtの新しい投稿をチャンネルに送ります
command-watches = このサーバーに届く投稿の一覧を表示します
command-edit = ウォッチの投稿の種類、送り先、メンションするロールを変更します
command-unwatch = アーティストの投稿を送るのをやめます
command-pause = 何も削除せずに、しばらく送るのを止めます
command-resume = 一時停止したものをまた送ります
command-move = ウォッチを、待機中の投稿ごと別のチャンネルに移動します
command-channels = 投稿を送れないチャンネルと、待機中の投稿を一覧にします
command-why = 投稿がここでどうなったかと、その理由を説明します
command-status = すべて正常に動いているかと、各アーティストの確認時刻を表示します
command-settings = 言語、問題の報告先、すべてのウォッチの設定などを設定します
command-export = このサーバーのウォッチをファイルで取得します
command-import = /export のファイル、または1行に1人のアーティストを書いたテキストファイルからウォッチを追加します
command-forget = このBotが持つこのサーバーの情報をすべて消去します
command-preview = アーティストの最新の投稿がここでどう見えるかを、あなただけに表示します
command-test = 最新の投稿を、テストと明記してウォッチのチャンネルに送ります
command-filter = アーティストの最近の投稿でフィルターを試します
command-help = このBotの使い方を表示します
menu-change-this-watch = このウォッチを変更
menu-why-is-this-here = なぜここにあるの？

## コマンドのオプション

option-artist = このアーティストの投稿だけ
option-channel = このチャンネルに送られるものだけ
option-watch-artist = DeviantArtでの名前、またはプロフィールやギャラリーフォルダーのリンク。複数はコンマで区切ります
option-watch-what = どの投稿か (既定: すべて)
option-watch-folder = このギャラリーフォルダーだけ。グループではそのフォルダーの1つ、または * ですべて
option-watch-channel = 送り先 (既定: ここ)
option-watch-mature = 成人向けの投稿も送るか (既定: 年齢制限チャンネルでははい、それ以外はいいえ)
option-watch-ping = 新しい投稿でメンションするロール。多くても10分に1回です
option-watch-filter = この条件の投稿だけ。例: cat OR dog -sketch -is:ai (/filter で試せます)
option-watch-style = 投稿の表示方法 (既定: カード)
option-watch-rhythm = 投稿が届く時間 (既定: 投稿ごとにすぐ)
option-watches-only = 問題のあるもの、一時停止中のもの、成人向けの投稿も送るもののどれかだけ
option-watches-page = 一覧のページ (既定: 最初)
option-edit-watch = 変更するもの: 一覧から選ぶか、アーティスト名を入力します
option-unwatch-watch = 削除するもの: 一覧から選ぶか、アーティスト名か #チャンネル を入力します
option-pause-watch = 一時停止するもの: 一覧から選びます (既定: すべて)
option-pause-for = 期間: 2h、3d、または 2026-12-24 のような日付 (既定: /resume を使うまで)
option-resume-watch = 再開するもの: 一覧から選びます (既定: すべて)
option-move-from = 今の送り先のチャンネル: 一覧から選ぶか、#チャンネル を入力します
option-move-to = これから投稿を受け取るチャンネル
option-move-artist = このアーティストの投稿だけ (既定: すべて)
option-why-post = 投稿: リンクを貼り付けるか、タイトルを選びます
option-status-page = アーティストのページ (既定: 最初)
option-settings-timezone = 静かな時間帯、まとめ、日付に使うサーバーのタイムゾーン: 一覧から選ぶか、都市名を入力
option-import-file = ファイル: /export のもの、または1行に1人のアーティストを書いたもの
option-preview-artist = DeviantArtでの名前、またはプロフィールのリンク
option-preview-what = どの投稿か (既定: すべて)
option-test-watch = テストするもの: 一覧から選ぶか、アーティスト名を入力します
option-filter-artist = DeviantArtでの名前、またはプロフィールのリンク
option-filter-text = フィルター。例: cat OR dog -sketch -is:ai
option-help-topic = オプションまで説明するコマンド (既定: すべてを簡潔に)

## オプションの選択肢

choice-everything = すべて
choice-deviations = デヴィエーション (アート作品、文芸作品、動画)
choice-journals = ジャーナル
choice-status = 近況とアンケート
choice-card = カード: 画像と文章
choice-compact = コンパクト: 1行と小さな画像
choice-link = リンクのみ: Discordのプレビュー
choice-at = すぐ: 投稿ごとに
choice-hourly = 1時間ごとにまとめて
choice-daily = 毎日9:00にまとめて
choice-weekly = 毎週月曜日9:00にまとめて
choice-problems = 問題あり
choice-paused = 一時停止中
choice-mature = 成人向け
