### As palavras do DeviantCord, em Fluent (https://projectfluent.org/fluent/guide/).

## Cartões

card-kind-image = Imagem
card-kind-literature = Literatura
card-kind-video = Vídeo
card-kind-journal = Diário
card-kind-status = Atualização de status
card-kind-poll = Enquete
card-kind-other = Deviation
card-several = primeira de várias imagens
card-mature = Conteúdo adulto
card-ai = marcada como IA
card-untitled = Sem título
card-untitled-journal = Diário sem título
card-unknown-artist = Um artista no DeviantArt
card-locked-watchers = 🔒 Só quem segue este artista no DeviantArt pode ver esta publicação.
card-locked-tier = 🔒 Só os assinantes deste artista no DeviantArt podem ver esta publicação.
card-locked-paid = 🔒 Só quem comprou acesso à galeria premium deste artista no DeviantArt pode ver esta publicação.
card-locked = 🔒 Nem todos podem ver esta publicação: o artista limitou quem pode vê-la no DeviantArt.
card-veiled = 🔞 Esta publicação está marcada como conteúdo adulto, por isso a imagem e o texto não são mostrados aqui.
card-gone = Esta publicação não está mais no DeviantArt.
card-digest-title =
    { $count ->
        [one] Mais { $count } publicação nova de { $artist }
       *[other] Mais { $count } publicações novas de { $artist }
    }
card-digest-rest =
    { $more ->
        [yes] { $count ->
            [one] Mais { $count } publicação nova: veja a galeria no DeviantArt.
           *[other] Mais { $count } publicações novas: veja a galeria no DeviantArt.
        }
       *[no] { $count ->
            [one] { $count } publicação nova: veja a galeria no DeviantArt.
           *[other] { $count } publicações novas: veja a galeria no DeviantArt.
        }
    }
card-more-title =
    { $count ->
        [one] E mais { $count } de { $artist }
       *[other] E mais { $count } de { $artist }
    }
card-list-title =
    { $count ->
        [one] { $count } publicação nova de { $artist }
       *[other] { $count } publicações novas de { $artist }
    }
card-test = Teste
card-test-about = as novas publicações vão aparecer assim aqui.
card-plain = { $title } de { $artist }
