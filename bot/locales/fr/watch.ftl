### Les mots de DeviantCord, en Fluent (https://projectfluent.org/fluent/guide/).

## Dans les phrases

format-nothing = (rien)
format-no-name = (sans nom)

## Ce qui ne va pas avec un salon ou un rôle

place-not-ready = Discord ne me dit rien des salons de ce serveur pour le moment. Réessayez dans une minute.
place-ping-everyone = Je ne mentionne jamais tout le monde. Choisissez un rôle pour celles et ceux qui veulent être prévenus.
permission-view-channel = Voir le salon
permission-send-messages = Envoyer des messages
permission-send-messages-in-threads = Envoyer des messages dans les fils
permission-create-posts = Créer des posts
permission-embed-links = Intégrer des liens
permission-read-message-history = Voir les anciens messages
permission-connect = Se connecter
place-missing =
    { $count ->
        [1] Je ne peux pas encore publier dans { $place }. Il m'y faut { $list } : accordez-le-moi dans les paramètres du salon, puis réessayez.
       *[other] Je ne peux pas encore publier dans { $place }. Il m'y faut { $list } : accordez-les-moi dans les paramètres du salon, puis réessayez.
    }
place-wrong-kind = Rien ne peut être publié dans { $place }, car il ne contient pas de messages. Choisissez un salon textuel, un salon d'annonces, un forum ou un fil.
place-needs-tag = Chaque post de { $place } a besoin d'un tag, et aucun de ses tags ne convient à { $kinds }. Ajoutez un tag nommé **DeviantArt** que tout le monde peut utiliser, puis réessayez.
place-elsewhere = Ce salon n'est pas sur ce serveur, ou je ne le vois pas. S'il est ici, accordez-moi { $list } et { $last } dans ce salon, puis réessayez.
place-hidden = Vous ne voyez pas { $place } ({ $list }), vous ne pouvez donc rien y faire publier. Quelqu'un qui voit ce salon peut le faire.
place-you-cannot-write = Vous ne pouvez pas écrire dans { $place } ({ $list }), vous ne pouvez donc rien y faire publier. Une personne qui le peut, ou qui gère ce salon ou ses webhooks, peut le faire.
place-not-invited = Mes commandes sont sur ce serveur, mais pas moi. Une personne qui gère le serveur peut [m'inviter]({ $link }) ; réessayez ensuite.
place-in-time-out = Je suis exclu temporairement de ce serveur jusqu'à { $until } et ne peux rien publier avant. La modération peut y mettre fin ; réessayez ensuite.
place-not-in-thread = Je ne suis pas dans le fil privé { $place }. Mentionnez-moi là-bas pour m'ajouter, puis réessayez.
place-ping-managed = { $role } appartient à un bot ou à une autre intégration, personne ne peut donc l'avoir. Choisissez un rôle que les membres peuvent avoir.
place-ping-not-allowed = Vous ne pouvez pas mentionner { $role } dans { $place }. Une personne qui peut y mentionner tous les rôles peut le faire, ou rendre le rôle mentionnable dans les paramètres du serveur.
place-bot-cannot-ping = Je ne peux pas mentionner { $role } dans { $place }. Rendez le rôle mentionnable dans les paramètres du serveur, ou accordez-moi **Mentionner @everyone, @here et tous les rôles** dans ce salon.

## /watch

watch-again = Réessayer
watch-check = Vérifier à nouveau
watch-without-folder = Sans le dossier
watch-leave-out = Sans le contenu pour adultes
watch-veil = Carte sans image
watch-elsewhere = Salon pour adultes
watch-choose-channel = Choisir un autre salon
watch-choose-role = Choisir un rôle à mentionner
watch-folder-holds-deviations = Les dossiers ne contiennent que des déviations. Laissez `folder` vide, ou réglez `what` sur les déviations.
watch-posts-everything = déviations, journaux et statuts
watch-posts-deviations = images, littérature et vidéos
watch-posts-journals = journaux
watch-posts-statuses = statuts et sondages
watch-choose-folder = Choisir un dossier
watch-choose-folder-page = Choisir un dossier (page { $page } sur { $pages })
watch-added =
    { $ping ->
        [none] ✅ Les nouvelles publications de { $artist } paraîtront désormais dans { $place } : { $kinds }.
       *[other] ✅ Les nouvelles publications de { $artist } paraîtront désormais dans { $place } et mentionneront { $ping } : { $kinds }.
    }
watch-added-folder =
    { $ping ->
        [none] ✅ Les nouvelles déviations du dossier { $folder } de { $artist } paraîtront désormais dans { $place }.
       *[other] ✅ Les nouvelles déviations du dossier { $folder } de { $artist } paraîtront désormais dans { $place } et mentionneront { $ping }.
    }
watch-added-group =
    { $ping ->
        [none] ✅ Les nouvelles déviations de tous les dossiers du groupe { $group } paraîtront désormais dans { $place }.
       *[other] ✅ Les nouvelles déviations de tous les dossiers du groupe { $group } paraîtront désormais dans { $place } et mentionneront { $ping }.
    }
watch-filtered = Seulement celles que { $filter } laisse passer.
watch-from-now-on = Vous recevrez les nouvelles publications à partir de maintenant. `/unwatch` y met fin.
watch-mature-included = Le contenu pour adultes est inclus.
watch-mature-veiled = Le contenu pour adultes paraît sans image ni texte tant que { $place } n'est pas soumis à une limite d'âge.
watch-mature-elsewhere = Le contenu pour adultes va dans le salon que le serveur lui réserve.
watch-mature-left-out = Le contenu pour adultes est exclu, comme demandé.
watch-mature-not-restricted = Le contenu pour adultes est exclu, car { $place } n'est pas soumis à une limite d'âge.
watch-duplicate = { $place } reçoit déjà cela : { $watch }. Vous pouvez plutôt le modifier.
watch-adds-nothing-everything = { $place } reçoit déjà tout de { $artist }, cela n'ajouterait donc rien. Pour mentionner un rôle avec une partie des publications, utilisez `ping`.
watch-adds-nothing-deviations = { $place } reçoit déjà toutes les déviations de { $artist }, cela n'ajouterait donc rien. Pour mentionner un rôle avec une partie des publications, utilisez `ping`.
watch-adds-nothing-journals = { $place } reçoit déjà tous les journaux de { $artist }, cela n'ajouterait donc rien. Pour mentionner un rôle avec une partie des publications, utilisez `ping`.
watch-adds-nothing-statuses = { $place } reçoit déjà tous les statuts de { $artist }, cela n'ajouterait donc rien. Pour mentionner un rôle avec une partie des publications, utilisez `ping`.
watch-too-many =
    { $count ->
        [one] Ce serveur a { $count } abonnement, son maximum. Supprimez-le avec `/unwatch`, puis réessayez.
       *[other] Ce serveur a { $count } abonnements, son maximum. Supprimez-en un avec `/unwatch`, puis réessayez.
    }
watch-idle = Voir les plus anciens inactifs
watch-not-served = Les responsables de ce bot ont décidé de ne pas publier { $artist } ici. Demandez-leur si vous pensez que c'est une erreur.
watch-not-a-name = { $typed } n'est pas un nom que DeviantArt utilise. Tapez le nom de l'adresse du profil, ou collez l'adresse, par exemple `https://www.deviantart.com/name`.
watch-other-site = { $typed } n'est pas une adresse de DeviantArt. Je ne peux suivre que des artistes de DeviantArt.
watch-page = Ce lien montre { $shows }, pas un artiste de DeviantArt. Ouvrez la page de l'artiste et collez son lien.
watch-post-by-number = Ce lien ne dit pas de qui est la publication, et DeviantArt ne me le dira pas. Ouvrez-la, cliquez sur le nom de l'artiste et collez le lien de cette page.
watch-folder-by-number = Ce lien ne contient que le numéro du dossier, que DeviantArt ne recherche pas pour moi. Ouvrez le dossier sur DeviantArt et collez le lien de cette page, ou choisissez `folder` dans son menu.
watch-several-artists = Ces liens mènent à plusieurs artistes de DeviantArt. Collez le lien de l'un d'eux.
watch-unknown-artist = Je n'ai pas trouvé { $name } sur DeviantArt.
watch-did-you-mean = Vouliez-vous dire { $names } ?
watch-spelling-link = Vérifiez l'orthographe : { $link } s'ouvre-t-il dans votre navigateur ?
watch-spelling = Vérifiez l'orthographe : c'est le nom dans l'adresse du profil.
watch-not-known-here = Je ne connais pas encore { $name }, et je ne peux pas chercher de nouveaux artistes car je fonctionne sans accès à DeviantArt. Prévenez la personne qui gère ce bot.
watch-group-without-folders = { $group } est un groupe qui n'a pas encore de dossiers. Si vous suivez le groupe entier, ce qui arrivera plus tard dans ses dossiers paraîtra.
watch-group = { $group } est un groupe. Lequel de ses dossiers ?
watch-whole-group = Le groupe entier
watch-group-holds-deviations = Du groupe { $group }, je ne vois que les déviations de ses dossiers. Laissez `what` vide, ou réglez-le sur les déviations.
watch-unknown-folder = { $artist } n'a pas de dossier nommé { $typed }.
watch-no-folders = Aucun dossier n'est visible.
watch-folders = Ses dossiers : { $names }.
watch-ambiguous-folder = { $artist } a plusieurs dossiers nommés { $typed } : { $names }. Lequel ?
watch-not-age-restricted = { $place } n'est pas soumis à une limite d'âge, le contenu pour adultes ne peut donc pas y aller. Activez la limite d'âge dans les paramètres du salon (un fil suit son salon), choisissez un autre salon, ou excluez le contenu pour adultes.
watch-no-mature-channel = Ce serveur n'a pas encore de salon pour le contenu pour adultes. Choisissez-en un dans `/settings`.
watch-mature-channel-open = { $place } n'est pas soumis à une limite d'âge, il ne peut donc pas être le salon du contenu pour adultes. Activez la limite d'âge dans les paramètres du salon, ou choisissez-en un autre dans `/settings`.

page-account-settings = des paramètres de compte
page-chat = une discussion
page-comments = des commentaires
page-deviantarts-front-page = la page d'accueil de DeviantArt
page-download = un téléchargement
page-embedded-post = une publication intégrée
page-feed = votre propre fil
page-feed-without-an-artist = un flux sans artiste
page-forum = le forum
page-help-page = une page d'aide
page-image-file = un fichier d'image
page-list-of-groups = une liste de groupes
page-list-of-posts-by-many-artists = une liste de publications de nombreux artistes
page-messages = vos propres messages
page-page-about-deviantart = une page sur DeviantArt
page-page-about-memberships = une page sur les abonnements payants
page-page-for-developers = une page pour les développeurs
page-page-to-sign-in = une page de connexion
page-page-to-sign-up = une page d'inscription
page-part-of-the-sites-machinery = une partie technique du site
page-private-upload = un envoi privé
page-random-post = une publication au hasard
page-search = une recherche
page-shop = la boutique
page-status-update-without-its-artist = un statut sans son artiste
page-tag = un tag
page-tool = un outil
page-topic = un sujet
page-way-to-another-page = un renvoi vers une autre page

## /watch avec plusieurs artistes

several-retry = Réessayer les échecs
several-nothing-added = Rien n'a été ajouté.
several-away = DeviantArt ne peut pas être interrogé pour le moment. Ce que vous suivez continue d'arriver ; réessayez dans quelques minutes.
several-too-many = Cela fait { $count } artistes, et je peux en ajouter jusqu'à { $most } à la fois. Utilisez `/watch` à nouveau pour le reste.
several-heading =
    { $ping ->
        [none] { $count ->
            [one] ✅ Les nouvelles publications de { $count } artiste paraîtront désormais dans { $place } : { $kinds }.
           *[other] ✅ Les nouvelles publications de { $count } artistes paraîtront désormais dans { $place } : { $kinds }.
        }
       *[other] { $count ->
            [one] ✅ Les nouvelles publications de { $count } artiste paraîtront désormais dans { $place } et mentionneront { $ping } : { $kinds }.
           *[other] ✅ Les nouvelles publications de { $count } artistes paraîtront désormais dans { $place } et mentionneront { $ping } : { $kinds }.
        }
    }
several-heading-folder =
    { $ping ->
        [none] { $count ->
            [one] ✅ Les nouvelles publications de { $count } artiste paraîtront désormais dans { $place }.
           *[other] ✅ Les nouvelles publications de { $count } artistes paraîtront désormais dans { $place }.
        }
       *[other] { $count ->
            [one] ✅ Les nouvelles publications de { $count } artiste paraîtront désormais dans { $place } et mentionneront { $ping }.
           *[other] ✅ Les nouvelles publications de { $count } artistes paraîtront désormais dans { $place } et mentionneront { $ping }.
        }
    }
several-already-there = ⚠️ { $name } y est déjà.

## Quand quelque chose bloque

trouble-store = C'est indisponible pour le moment. Ce que vous suivez continue d'arriver ; réessayez dans une minute.
trouble-deviantart-slow = DeviantArt a mis trop de temps à répondre. Ce que vous suivez continue d'arriver ; réessayez dans une minute.
trouble-bug = Quelque chose s'est mal passé de mon côté, et l'erreur est consignée. Ce que vous suivez continue d'arriver ; réessayez dans une minute.
trouble-not-understood = Discord a envoyé quelque chose que cette version du bot ne comprend pas, rien n'a donc été fait. Réessayez ; si cela ne suffit pas, demandez à la personne qui gère le bot de le mettre à jour.
trouble-options = Je n'ai pas pu lire l'une des options. Utilisez la commande à nouveau et choisissez dans les menus de Discord.
trouble-old-command = Cette commande a changé. Rechargez Discord (Ctrl+R), puis utilisez-la à nouveau.
trouble-guild-only = Cela ne fonctionne que sur les serveurs.
trouble-not-allowed = Il vous faut **Gérer le serveur** pour cela.
trouble-slow-down = C'était rapide. Attendez quelques secondes, puis réessayez.
trouble-limited-person = Vous avez cherché beaucoup d'artistes depuis une minute. Ce que vous suivez continue d'arriver ; réessayez { $within }.
trouble-limited-server = Ce serveur a cherché beaucoup d'artistes depuis une minute. Ce que vous suivez continue d'arriver ; réessayez { $within }.
trouble-in-a-second = dans une seconde
trouble-in-seconds = dans { $count } secondes
trouble-in-minutes = dans { $count } minutes
trouble-inactive = Le compte DeviantArt { $name } est désactivé, rien de nouveau n'y paraîtra.
trouble-blocked = DeviantArt ne montre pas le profil { $name } aux bots, il ne peut donc pas être suivi.
trouble-throttled = DeviantArt a demandé à ce bot de ralentir. Ce que vous suivez continue d'arriver ; réessayez dans quelques minutes.
trouble-paused = DeviantArt a demandé à ce bot de ralentir. Ce que vous suivez continue d'arriver ; réessayez { $within }.
trouble-edge = DeviantArt refuse ce bot pour un moment, je n'ai donc pas pu chercher { $name }. Ce que vous suivez continue d'arriver ; réessayez { $within }.
trouble-busy = Beaucoup d'artistes sont recherchés en ce moment, et { $name } doit attendre son tour. Ce que vous suivez continue d'arriver ; réessayez { $within }.
trouble-unreachable = DeviantArt est injoignable pour le moment, je n'ai donc pas pu chercher { $name }. Ce que vous suivez continue d'arriver ; réessayez dans quelques minutes.
trouble-login = DeviantArt refuse la connexion du bot ; prévenez la personne qui gère ce bot.
trouble-no-name = DeviantArt n'accepte pas { $name } comme nom. Vérifiez que c'est celui de l'adresse du profil.

## /preview et /test

preview-preview = Aperçu
preview-several = Plusieurs abonnements correspondent. Choisissez-en un dans la liste qui apparaît pendant la saisie.
preview-rejected = Discord n'accepte pas la carte de cette publication, je ne peux donc pas la montrer. Les nouvelles publications dont la carte est refusée arrivent sous forme de lien.
preview-note = Voici à quoi ressemblerait la dernière publication. Vous seul pouvez voir ceci.
preview-left-out = Une plus récente est réservée aux adultes, elle n'est donc pas montrée ici.
preview-group = { $name } est un groupe. Utilisez `/watch` avec lui ou l'un de ses dossiers, puis choisissez **Aperçu** sous la réponse.
preview-nothing = Je n'ai trouvé aucune publication de { $name } qui puisse être montrée ici. La prochaine arrivera dès sa parution.
preview-sent = ✅ La dernière publication de { $artist } est dans { $place }, marquée comme test : { $link }. Elle ne mentionne personne et ne compte pas.
preview-sent-somewhere = ✅ La dernière publication de { $artist } est dans { $place }, marquée comme test. Elle ne mentionne personne et ne compte pas.
preview-refused = Discord ne me laisse pas publier dans { $place }. Vérifiez ce que je peux faire dans ce salon, puis réessayez.
preview-unsure = Discord n'a pas confirmé le test. Regardez dans { $place } avant de réessayer.
preview-wait = Discord me demande d'attendre. Réessayez { $within }.
preview-too-fast = Ce serveur a envoyé plusieurs tests depuis une minute. Réessayez { $within }.

## Filtres

filter-button = Filtre
filter-edit = Modifier
filter-back = Retour
filter-form = Filtre
filter-label = Seulement avec (vide : toutes)
filter-placeholder = cat OR dog -sketch -is:ai kind:artwork
filter-no-folder = DeviantArt ne dit pas dans quel dossier se trouve une nouveauté d'une galerie entière. Pour n'avoir qu'un dossier, choisissez-le avec `folder` quand vous utilisez `/watch`.
filter-unset = ✅ À partir de maintenant, il n'y a plus de filtre.
filter-right = Ceci serait correct : { $example }
filter-empty = Ce filtre ne dit rien.
filter-too-long = Ce filtre a { $length } caractères, et le maximum est { $most }. Ce qui est marqué est en trop.
filter-open-quote = Le guillemet n'est pas refermé.
filter-open-regex = Le motif entre barres obliques est vide ou n'a pas de barre oblique à la fin.
filter-bad-regex = Je ne peux pas lire le motif entre les barres obliques : { $why }.
filter-large-regex = Le motif entre les barres obliques est trop grand, ou il y en a plus de { $most }.
filter-lone-minus = Un signe moins exclut quelque chose, et rien ne dit quoi.
filter-lone-hash = Un # doit être suivi directement d'un tag.
filter-lone-or = OR se place entre deux éléments dont l'un suffit.
filter-unknown-field = Avant un deux-points, je ne connais que `kind:`, `is:` et `folder:`. Mettez les mots entre guillemets pour les chercher dans les titres.
filter-unknown-kind = Ce n'est pas un type de publication. Les types sont : { $kinds }.
filter-unknown-is = Je ne sais pas reconnaître cela dans une publication. Ce que je reconnais : { $words }.
filter-no-word = Il n'y a aucun mot dans cela.
filter-of-group = { $group } est un groupe, et ses publications sont celles de ses membres. Essayez le filtre sur l'un d'eux.
filter-no-posts = { $artist } n'a encore rien publié, il n'y a donc rien sur quoi essayer le filtre.
filter-title = { $artist } : ce que { $filter } laisse passer
filter-by = à cause de { $word }
filter-nothing-leaves-out = rien ne l'exclut
filter-no-tags = je n'ai pas pu obtenir ses tags
filter-footer = { $passing } des { $all } dernières publications passent
filter-set = ✅ Désormais, seules paraissent les publications que { $filter } laisse passer.

template-button = Ligne personnalisée
template-form = Une ligne par publication
template-label = La ligne (vide : cartes)
template-too-long = Ce modèle a { $length } caractères, et le maximum est { $most }. Ce qui est marqué est en trop.
template-lines = Un modèle tient en une seule ligne.
template-open-brace = Il manque l'autre accolade.
template-unknown-field = Entre les accolades, je ne connais que { $fields }.
template-twice = Chaque champ ne peut figurer qu'une fois.
template-no-post = Sans { $title } ou { $url }, personne ne saurait de quelle publication il s'agit.
template-set = ✅ Désormais, chaque publication paraît en une ligne : { $template }.
template-address = L'adresse de la publication suit à la fin.
template-unset = ✅ Désormais, les publications paraissent en cartes.
