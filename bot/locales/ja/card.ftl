### DeviantCordの言葉です。書式はFluentです (https://projectfluent.org/fluent/guide/).

## カード

card-kind-image = アート作品
card-kind-literature = 文芸作品
card-kind-video = 動画
card-kind-journal = ジャーナル
card-kind-status = 近況
card-kind-poll = アンケート
card-kind-other = デヴィエーション
card-several = 複数の画像の1枚目
card-mature = 成人向け
card-ai = AIタグ付き
card-untitled = 無題
card-untitled-journal = 無題のジャーナル
card-unknown-artist = DeviantArtのアーティスト
card-locked-watchers = 🔒 この投稿は、DeviantArtでこのアーティストをウォッチしている人だけが見られます。
card-locked-tier = 🔒 この投稿は、DeviantArtでこのアーティストを有料購読している人だけが見られます。
card-locked-paid = 🔒 この投稿は、DeviantArtでこのアーティストのプレミアムギャラリーを購入した人だけが見られます。
card-locked = 🔒 この投稿は誰でも見られるわけではありません。アーティストがDeviantArtで閲覧できる人を制限しています。
card-veiled = 🔞 この投稿は成人向けに指定されているため、画像と文章はここに表示されません。
card-gone = この投稿はDeviantArtからなくなりました。
card-digest-title = { $artist }の新しい投稿がさらに{ $count }件
card-digest-rest =
    { $more ->
        [yes] 新しい投稿がさらに{ $count }件あります。DeviantArtのギャラリーをご覧ください。
       *[no] 新しい投稿が{ $count }件あります。DeviantArtのギャラリーをご覧ください。
    }
card-more-title = { $artist }の投稿がさらに{ $count }件
card-list-title = { $artist }の新しい投稿{ $count }件
card-test = テスト
card-test-about = 新しい投稿はここでこのように表示されます。
card-plain = { $title } ({ $artist })
