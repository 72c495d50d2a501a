### Les mots de DeviantCord, en Fluent (https://projectfluent.org/fluent/guide/).

## Cartes

card-kind-image = Image
card-kind-literature = Littérature
card-kind-video = Vidéo
card-kind-journal = Journal
card-kind-status = Statut
card-kind-poll = Sondage
card-kind-other = Déviation
card-several = première de plusieurs images
card-mature = Contenu réservé aux adultes
card-ai = taguée IA
card-untitled = Sans titre
card-untitled-journal = Journal sans titre
card-unknown-artist = Un artiste sur DeviantArt
card-locked-watchers = 🔒 Seules les personnes qui suivent cet artiste sur DeviantArt peuvent voir cette publication.
card-locked-tier = 🔒 Seules les personnes abonnées à cet artiste sur DeviantArt peuvent voir cette publication.
card-locked-paid = 🔒 Seules les personnes ayant acheté l'accès à la galerie premium de cet artiste sur DeviantArt peuvent voir cette publication.
card-locked = 🔒 Tout le monde ne peut pas voir cette publication : l'artiste a limité son accès sur DeviantArt.
card-veiled = 🔞 Cette publication est réservée aux adultes, son image et son texte ne sont donc pas montrés ici.
card-gone = Cette publication a disparu de DeviantArt.
card-digest-title =
    { $count ->
        [one] 1 autre nouvelle publication de { $artist }
       *[other] { $count } autres nouvelles publications de { $artist }
    }
card-digest-rest =
    { $more ->
        [yes] { $count ->
            [one] 1 autre nouvelle publication : voir la galerie sur DeviantArt.
           *[other] { $count } autres nouvelles publications : voir la galerie sur DeviantArt.
        }
       *[no] { $count ->
            [one] 1 nouvelle publication : voir la galerie sur DeviantArt.
           *[other] { $count } nouvelles publications : voir la galerie sur DeviantArt.
        }
    }
card-more-title =
    { $count ->
        [one] Et 1 de plus par { $artist }
       *[other] Et { $count } de plus par { $artist }
    }
card-list-title =
    { $count ->
        [one] 1 nouvelle publication de { $artist }
       *[other] { $count } nouvelles publications de { $artist }
    }
card-test = Test
card-test-about = voici à quoi ressembleront les nouvelles publications ici.
card-plain = { $title } par { $artist }
