### Les mots de DeviantCord, en Fluent (https://projectfluent.org/fluent/guide/).

## /watches, /unwatch et /edit

list-title = Ce que ce serveur suit
list-previous = Précédent
list-next = Suivant
list-old-button = Ce bouton a expiré. Utilisez la commande à nouveau.
list-old-button-of = Ce bouton a expiré. Utilisez { $command } à nouveau.
list-not-yours = Ceci a été préparé pour quelqu'un d'autre. Utilisez { $command } vous-même.
list-everything = tout
list-deviations = déviations
list-journals = journaux
list-statuses = statuts
list-folder = dossier { $folder }
list-whole-group = groupe entier
list-short = { $artist }, { $part }
list-mature = contenu pour adultes inclus
list-filter = seulement { $filter }
list-compact = compact
list-link = lien seul
list-line = ligne personnalisée
list-mentions = mentionne { $role }
list-mentions-gone = ne mentionne personne : son rôle n'existe plus
list-folder-deleted = ⚠️ l'artiste a supprimé ce dossier
list-folder-renewed = ⚠️ l'artiste a supprimé ce dossier et en a un nouveau du même nom : `/watch` pour le nouveau, `/unwatch` pour celui-ci
list-broken = ⚠️ je ne peux pas y publier : `/channels`
list-paused = ⏸️ en pause
list-paused-until = ⏸️ en pause jusqu'à { $until }
list-dated = { $choice } · depuis { $date }
list-and-more = { $names } et { $count } de plus
list-page = Page { $page } sur { $pages }
list-empty = Ce serveur ne suit encore personne. Utilisez `/watch` avec le nom d'un artiste pour commencer.
list-none-visible = Vous ne pouvez voir aucun abonnement de ce serveur.
list-idle-since = dernière publication { $at }
list-idle-never = aucune publication pour l'instant
list-none-fits = Aucun abonnement ne correspond. `/watches` les liste tous.
list-only-these =
    { $count ->
        [one] { $count } abonnement reste tel quel : il est dans un salon que vous ne voyez pas.
       *[other] { $count } abonnements restent tels quels : ils sont dans des salons que vous ne voyez pas.
    }
list-unseen =
    { $count ->
        [one] { $count } abonnement est dans un salon que vous ne voyez pas.
       *[other] { $count } abonnements sont dans des salons que vous ne voyez pas.
    }
list-more-unseen =
    { $count ->
        [one] { $count } autre abonnement est dans un salon que vous ne voyez pas.
       *[other] { $count } autres abonnements sont dans des salons que vous ne voyez pas.
    }
list-removed = ✅ Supprimé : { $watch }. Ses publications ne paraissent plus dans { $place }.
list-no-such-watch = Cet abonnement n'existe pas. `/watches` les liste tous.
list-nothing-of = Il n'y a pas d'abonnement à { $name } ici. `/watches` les liste tous.

## Le panneau d'un abonnement

panel-style = Style et horaires
panel-back = Retour
panel-leave-out = Sans le contenu pour adultes
panel-include = Avec le contenu pour adultes
panel-veil = Contenu pour adultes, sans image si besoin
panel-elsewhere = Contenu pour adultes dans son propre salon
panel-choose-ping = Mentionner un rôle
panel-choose-channel = Déplacer vers un autre salon
panel-choose-watch = Modifier un abonnement
panel-change = Modifier
panel-no-ping = Ne mentionner personne
panel-inherited = comme le serveur
panel-as-server = Comme le serveur : { $value }
panel-ping-as-server = Mention comme le serveur
panel-title = Cet abonnement
panel-changed = ✅ Modifié. Cela vaut pour tout ce qui arrive désormais.
panel-no-card = Je n'ai annoncé aucune publication dans ce message. Utilisez ceci sur un message où je l'ai fait.
panel-card-without-watch = L'abonnement d'où cela vient a été supprimé, il n'y a donc rien à modifier. `/watches` liste ceux qui restent.
panel-artist = Artiste : { $artist }
panel-posts = Publications : { $posts }
panel-folder = déviations du dossier { $folder }
panel-whole-group = déviations de tous les dossiers du groupe
panel-everything = tout
panel-deviations = déviations (images, littérature, vidéos)
panel-journals = journaux
panel-statuses = statuts et sondages
panel-filter = Filtre : { $filter }
panel-channel = Salon : { $channel }
panel-forum = Forum : un post par œuvre ; au-delà de dix à la fois, le reste dans une liste
panel-mature-in = Contenu pour adultes : inclus
panel-mature-veiled = Contenu pour adultes : sans image ni texte là où il n'y a pas de limite d'âge
panel-mature-elsewhere = Contenu pour adultes : dans le salon que le serveur lui réserve
panel-mature-nowhere = Contenu pour adultes : en attente, car le serveur n'a pas de salon pour lui : `/settings`
panel-mature-out = Contenu pour adultes : exclu
panel-mentions-nobody = Mentionne : personne
panel-mentions-gone = Mentionne : personne : son rôle n'existe plus
panel-mentions = Mentionne : { $role }
panel-style-compact = Style : compact
panel-style-link = Style : lien seul
panel-style-line = Style : { $template }
panel-posting = Maintenant : publie
panel-paused = Maintenant : ⏸️ en pause jusqu'à ce que vous le repreniez
panel-paused-until = Maintenant : ⏸️ en pause jusqu'à { $until }
panel-moved = ✅ Déplacé.
panel-along =
    { $count ->
        [one] { $count } message qui attendait suit.
       *[other] { $count } messages qui attendaient suivent.
    }
panel-silent = Son rôle n'y est pas mentionné, car vous ou moi ne pouvons pas le mentionner.
panel-same = { $place } reçoit déjà cela : { $watch }. Supprimez plutôt l'un des deux.
panel-you-cannot-write = Vous ne pouvez pas écrire dans { $place }, vous ne pouvez donc pas changer ce qui y est publié. Une personne qui le peut, ou qui gère ce salon ou ses webhooks, le peut.

## /pause et /resume

pause-resume = Reprendre
pause-pause = Mettre en pause
pause-watch-in = { $watch } dans { $place }
pause-watches =
    { $count ->
        [one] { $count } abonnement
       *[other] { $count } abonnements
    }
pause-paused = ⏸️ En pause : { $what }.
pause-paused-until = ⏸️ En pause jusqu'à { $until } : { $what }.
pause-meanwhile-all = Ce qui paraît entre-temps attend, jusqu'à { $days } jours, et arrive quand vous reprenez.
pause-meanwhile-newest =
    { $count ->
        [1] De ce qui paraît entre-temps, seul le plus récent arrive quand vous reprenez.
       *[other] De ce qui paraît entre-temps, seules les { $count } publications les plus récentes arrivent quand vous reprenez.
    }
pause-meanwhile-skip = Ce qui paraît entre-temps n'arrivera pas plus tard.
pause-meanwhile-mixed = Ce qui paraît entre-temps attend, jusqu'à { $days } jours ; ce qui arrive à la reprise dépend de chaque abonnement.
pause-resumed = ▶️ Repris : { $what }.
pause-waited =
    { $count ->
        [0] Rien n'attendait.
        [1] Le message qui attendait arrive maintenant.
       *[other] Les { $count } messages qui attendaient arrivent maintenant.
    }
pause-resumed-some = ⚠️ { $count } abonnements sur { $all } repris, puis quelque chose s'est mal passé. Utilisez `/resume` à nouveau pour le reste.
pause-stay-paused =
    { $count ->
        [one] { $count } abonnement reste en pause, car vous ne pouvez pas écrire dans son salon.
       *[other] { $count } abonnements restent en pause, car vous ne pouvez pas écrire dans leurs salons.
    }
pause-you-cannot-write = Vous ne pouvez pas écrire dans { $place }, vous ne pouvez donc pas y faire publier à nouveau. Une personne qui le peut, ou qui gère ce salon ou ses webhooks, peut le reprendre.
pause-none = Rien de cela n'est en pause. `/watches only: paused` liste ce qui l'est.
pause-not-a-time = Je ne comprends pas à quel moment correspond { $typed }. Écrivez par exemple `2h`, `3d`, `2026-12-24` ou `24 Dec 18:00` (les dates sont en { $zone }).
pause-ambiguous = { $typed } pourrait désigner deux dates. Écrivez année-mois-jour, par exemple `2026-12-24`.
pause-past = { $typed } est passé. Écrivez une durée à partir de maintenant, par exemple `2h` ou `3d`, ou une date à venir.
pause-too-far = { $typed } est dans plus d'un an. Laissez `for` vide pour mettre en pause jusqu'à ce que vous utilisiez `/resume`.

## /move

moving-go = Déplacer
moving-same-channel = Ils y publient déjà. Choisissez un autre salon pour `to`.
moving-choice =
    { $count ->
        [one] #{ $name } ({ $count } abonnement)
       *[other] #{ $name } ({ $count } abonnements)
    }
moving-choice-gone =
    { $count ->
        [one] Un salon disparu ou que je ne vois pas ({ $count } abonnement)
       *[other] Un salon disparu ou que je ne vois pas ({ $count } abonnements)
    }
moving-no-channel = Je ne sais pas quel salon est { $typed }. Choisissez-le dans la liste, ou tapez-le sous la forme #salon.
moving-nothing = Rien ne peut passer de { $from } à { $to }.
moving-question =
    { $count ->
        [one] Déplacer { $count } abonnement de { $from } à { $to } ?
       *[other] Déplacer { $count } abonnements de { $from } à { $to } ?
    }
moving-waiting-along =
    { $count ->
        [one] { $count } message en attente suit.
       *[other] { $count } messages en attente suivent.
    }
moving-same = • Impossible à déplacer, car { $to } reçoit déjà la même chose : { $watches }
moving-mature = • Impossible à déplacer : contenu pour adultes, et { $to } n'est pas soumis à une limite d'âge : { $watches }
moving-silent =
    { $count ->
        [one] • { $count } abonnement n'y mentionnera pas son rôle, car vous ou moi ne pouvons pas le mentionner
       *[other] • { $count } abonnements n'y mentionneront pas leur rôle, car vous ou moi ne pouvons pas le mentionner
    }
moving-moved =
    { $count ->
        [one] ✅ { $count } abonnement déplacé vers { $to }.
       *[other] ✅ { $count } abonnements déplacés vers { $to }.
    }
moving-along =
    { $count ->
        [1] Le message qui attendait suit.
       *[other] Les { $count } messages qui attendaient suivent.
    }
moving-moved-some = ⚠️ { $count } abonnements sur { $all } déplacés, puis quelque chose s'est mal passé. Utilisez `/move` à nouveau pour le reste.

## /channels

channels-title = Salons pour lesquels des publications attendent
channels-choose = Agir sur un salon
channels-move-to = Déplacer ses publications vers…
channels-try-now = Essayer maintenant
channels-drop-waiting = Jeter ce qui attend
channels-drop = Jeter
channels-keep = Garder
channels-all-well =
    { $hidden ->
        [0] ✅ Tous les salons acceptent mes publications.
        [1] ✅ Tous les salons que vous voyez acceptent mes publications. 1 que vous ne voyez pas les refuse.
       *[other] ✅ Tous les salons que vous voyez acceptent mes publications. { $hidden } que vous ne voyez pas les refusent.
    }
channels-more-same =
    { $count ->
        [one] { $count } autre salon avec le même problème
       *[other] { $count } autres salons avec le même problème
    }
channels-more-hidden =
    { $count ->
        [one] { $count } autre salon que vous ne voyez pas
       *[other] { $count } autres salons que vous ne voyez pas
    }
channels-more = { $what }.
channels-more-both = { $same }, et { $hidden }.
channels-choice = #{ $name } ({ $count } en attente)
channels-choice-gone = Un salon disparu ou que je ne vois pas ({ $count } en attente)
channels-not-restricted = n'est pas soumis à une limite d'âge, le contenu pour adultes attend donc (début : { $since })
channels-deleted = a été supprimé { $since }
channels-needs-tag = demande un tag pour chaque post, et aucun ne convient (début : { $since }) : ajoutez-en un nommé DeviantArt que tout le monde peut utiliser
channels-closed = n'accepte aucun de mes messages (début : { $since }) ; Discord dit : { $reason }
channels-waiting =
    { $count ->
        [0] aucun message n'attend pour lui
        [1] 1 message attend
       *[other] { $count } messages attendent
    }
channels-works = ✅ { $place } accepte mes publications.
channels-trying = J'essaie { $place } maintenant. Si cela marche, ce qui attend arrive tout seul ; sinon, cette liste le dira dans une minute.
channels-drop-question =
    { $count ->
        [1] Jeter le message qui attend pour { $place } ? Ce que vous jetez n'arrivera jamais. Sinon, il est gardé { $days } jours et arrive dès que le salon l'accepte.
       *[other] Jeter les { $count } messages qui attendent pour { $place } ? Ce que vous jetez n'arrivera jamais. Sinon, ils sont gardés { $days } jours et arrivent dès que le salon les accepte.
    }
channels-dropped =
    { $count ->
        [0] Rien n'attendait pour { $place }.
        [one] ✅ { $count } message jeté pour { $place }.
       *[other] ✅ { $count } messages jetés pour { $place }.
    }

## Plusieurs abonnements à la fois

removal-remove = Supprimer
removal-undo = Annuler
removal-too-late = Cela ne peut plus être annulé. Utilisez `/watch` pour l'ajouter à nouveau.
removal-all-of-artist =
    { $count ->
        [1] Supprimer l'abonnement à { $artist } ?
       *[other] Supprimer les { $count } abonnements à { $artist } ? Pour en garder, choisissez-en un dans la liste qui apparaît pendant la saisie.
    }
removal-all-of-channel =
    { $count ->
        [1] Supprimer le seul abonnement qui publie dans { $place } ?
       *[other] Supprimer les { $count } abonnements qui publient dans { $place } ?
    }
removal-choice-of-artist = Tout de { $artist } ({ $count } abonnements)
removal-choice-of-channel = Tout dans #{ $name } ({ $count } abonnements)
removal-removed = ✅ { $count } abonnements supprimés.
removal-removed-some = ⚠️ { $count } abonnements sur { $all } supprimés, puis quelque chose s'est mal passé. Utilisez la commande à nouveau pour le reste.
removal-restored-none = Rien n'a été rétabli. Les mêmes abonnements existent peut-être déjà, ce serveur a peut-être atteint sa limite, ou je n'ai pas pu confirmer que vous pouvez publier dans leurs salons.
removal-restored-one = ✅ De retour : { $watch } dans { $place }. Les publications qui attendaient arriveront encore. Celles parues entre-temps, peut-être pas.
removal-restored-all = ✅ Les { $all } abonnements sont de retour. Les publications qui attendaient arriveront encore. Celles parues entre-temps, peut-être pas.
removal-restored-some = ✅ { $count } abonnements sur { $all } rétablis. Les autres existent déjà, dépassent la limite de ce serveur, ou publient là où je n'ai pas pu confirmer que vous pouvez écrire.

## /export et /import

file-not-fetched = Je n'ai pas pu obtenir ce fichier de Discord. Réessayez.
file-stopped = Cette importation a été interrompue. Importez le fichier à nouveau si vous voulez toujours ses abonnements.
file-no-time = il ne restait plus de temps ; importez le fichier à nouveau.
file-unseen =
    { $count ->
        [one] { $count } autre publie dans un salon que vous ne voyez pas, et n'y figure pas.
       *[other] { $count } autres publient dans des salons que vous ne voyez pas, et n'y figurent pas.
    }
file-exported =
    { $count ->
        [one] Voici { $count } abonnement de ce serveur ; `/import` l'ajoute à nouveau.
       *[other] Voici { $count } abonnements de ce serveur ; `/import` les ajoute à nouveau.
    }
file-nothing-to-export = Il n'y a encore rien à exporter.
file-which = Utilisez un fichier de `/export`, ou un fichier texte avec un artiste par ligne.
file-large = Ce fichier dépasse 1 Mo.
file-binary = Ce fichier ne contient pas de texte.
file-json = Je ne peux pas lire ce fichier à partir de la ligne { $line }.
file-newer = Une version plus récente de ce bot a écrit ce fichier, je ne peux donc pas le lire.
file-many = Ce fichier nomme { $count } abonnements, et j'en prends 500 à la fois. Veuillez le diviser.
file-empty = Ce fichier ne nomme personne.
file-wrong-channel = son salon n'est pas un salon de ce serveur.
file-wrong-what = je ne sais pas de quelles publications il s'agit.
file-wrong-role = ce serveur n'a pas le rôle à mentionner.
file-wrong-word = je ne sais pas ce que signifie { $word }.
file-add =
    { $count ->
        [one] Ajouter { $count } abonnement
       *[other] Ajouter { $count } abonnements
    }
file-more = ❌ { $count } de plus
file-already =
    { $count ->
        [one] ⚠️ { $count } y est déjà.
       *[other] ⚠️ { $count } y sont déjà.
    }
file-plan-nothing = Ce fichier n'ajouterait rien.
file-plan =
    { $count ->
        [one] Ce fichier ajouterait { $count } abonnement :
       *[other] Ce fichier ajouterait { $count } abonnements :
    }
file-here = ici
file-more-channels = et dans { $count } autres salons
file-progress = Ajout des abonnements : { $count } sur { $all }…
file-imported =
    { $count ->
        [one] ✅ { $count } abonnement ajouté.
       *[other] ✅ { $count } abonnements ajoutés.
    }

## /settings

settings-title = Réglages de ce serveur
settings-leave-out = exclu
settings-mature-where-restricted = Seulement dans les salons soumis à une limite d'âge
settings-choose-notices = Où signaler les problèmes
settings-choose-mature-channel = Salon pour le contenu pour adultes
settings-reset = Revenir aux valeurs par défaut
settings-saved = ✅ Enregistré.
settings-handed-down =
    { $count ->
        [one] { $count } abonnement change avec.
       *[other] { $count } abonnements changent avec.
    }
settings-kept =
    { $count ->
        [one] { $count } abonnement garde ses types de publication, car un autre de son salon a les nouveaux.
       *[other] { $count } abonnements gardent leurs types de publication, car d'autres de leurs salons ont les nouveaux.
    }
settings-language-name = Français
settings-language =
    { $default ->
        [yes] **Langue** des cartes et des avis : { $language }, celle de ce serveur sur Discord (par défaut)
       *[no] **Langue** des cartes et des avis : { $language }
    }
settings-as-in-discord = Comme sur Discord ({ $language })
settings-of-watches = Tous les abonnements…
settings-notices-default = Les **problèmes** sont signalés dans le salon des nouvelles de la communauté, sinon là où Discord publie ses propres messages (par défaut).
settings-notices = Les **problèmes** sont signalés dans { $place }.
settings-mature-channel-default = **Le contenu pour adultes** n'a pas de salon à lui (par défaut).
settings-mature-channel = **Le contenu pour adultes** va dans { $place } quand l'abonnement le demande.
settings-deleted =
    { $default ->
        [yes] **Quand une publication est supprimée** sur DeviantArt, { $what } (par défaut).
       *[no] **Quand une publication est supprimée** sur DeviantArt, { $what }.
    }
settings-deleted-strike-out = l'image disparaît et le titre est barré
settings-deleted-remove = le message est supprimé
settings-deleted-leave = le message reste tel quel
settings-strike-out = Publications supprimées : barrer
settings-remove = Supprimer
settings-leave = Laisser
settings-zone-default = **Fuseau horaire :** UTC (par défaut). `/settings timezone` en choisit un autre.
settings-zone = **Fuseau horaire :** { $zone }, où il est maintenant { $time }.
settings-zone-unknown = Je ne connais aucun fuseau horaire nommé { $typed }. Choisissez-en un dans la liste, ou écrivez une de ses villes, par exemple `Berlin` ou `New York`.
settings-defaults = **Tous les abonnements** font ceci là où ils ne disent rien d'autre ; un changement ici les change aussitôt.
settings-what =
    { $default ->
        [yes] **Publications :** { $what } (par défaut)
       *[no] **Publications :** { $what }
    }
settings-mature =
    { $default ->
        [yes] **Contenu pour adultes :** { $mature } (par défaut)
       *[no] **Contenu pour adultes :** { $mature }
    }
settings-ping-default = **Mention :** personne (par défaut)
settings-ping = **Mention :** { $role }

## /forget

forget-title = Effacer tout de ce serveur
forget-field = Nom de ce serveur
forget-placeholder = Tous les abonnements et réglages disparaissent, sans retour possible
forget-type-again = Retaper
forget-no-name = Discord ne me dit pas le nom de ce serveur pour le moment, rien n'a donc été effacé. Réessayez dans une minute.
forget-nothing = Il n'y avait rien à effacer : je ne sais rien de ce serveur.
forget-other-name = Ce n'est pas le nom de ce serveur, rien n'a donc été effacé. Son nom est { $name }.
forget-hidden =
    { $count ->
        [one] Rien n'a été effacé : { $count } abonnement publie dans des salons que vous ne voyez pas. Une personne qui les voit tous, par exemple un administrateur, peut le faire.
       *[other] Rien n'a été effacé : { $count } abonnements publient dans des salons que vous ne voyez pas. Une personne qui les voit tous, par exemple un administrateur, peut le faire.
    }
forget-erased =
    { $count ->
        [0] ✅ J'ai tout effacé de ce serveur. Ce que j'ai publié reste dans vos salons ; utilisez `/watch` pour recommencer.
        [1] ✅ J'ai tout effacé de ce serveur, avec son seul abonnement. Ce que j'ai publié reste dans vos salons ; utilisez `/watch` pour recommencer.
       *[other] ✅ J'ai tout effacé de ce serveur, avec ses { $count } abonnements. Ce que j'ai publié reste dans vos salons ; utilisez `/watch` pour recommencer.
    }

## /help

help-title = Les nouveautés de DeviantArt, dans vos salons
help-walk-through =
    1\. Allez dans le salon qui doit recevoir les publications, utilisez { $watch } et tapez le nom d'un artiste.
    2\. Dès lors, chaque nouvelle publication de cet artiste y paraît, une seule fois et vite.
    3\. { $watches } liste ce que vous suivez, { $unwatch } y met fin.

    Le contenu pour adultes ne va que dans les salons soumis à une limite d'âge. Vous choisissez qui peut utiliser ces commandes dans Paramètres du serveur › Intégrations ; au départ, toute personne ayant « Gérer le serveur » le peut.
help-command = { $command } : { $description }.
help-message-command = **{ $name }** : faites un clic droit sur l'une de mes cartes (sur téléphone, appui long), puis Applications.
help-option =
    { $required ->
        [yes] { $name } : { $description }
       *[no] { $name } (facultatif) : { $description }
    }
help-no-topic = Il n'y a pas de commande { $topic }. Utilisez `/help` sans sujet pour toutes les voir.

## When the posts of a watch come: its panel, the list, and /why

times-times = Horaires
times-quiet-hours = Heures calmes
times-quiet-as-server = Calme comme le serveur
times-silently = Calme : sans bruit
times-afterwards = Calme : après
times-at-once = Chaque publication aussitôt
times-each-hour = Un résumé toutes les heures
times-each-day = Un résumé chaque jour
times-each-week = Un résumé chaque semaine
times-monday = Lundi
times-tuesday = Mardi
times-wednesday = Mercredi
times-thursday = Jeudi
times-friday = Vendredi
times-saturday = Samedi
times-sunday = Dimanche
times-late-all = Après une pause : tout, en liste au-delà de 5 publications
times-late-each = Après une pause : tout, chaque publication comme d'habitude
times-late-newest =
    { $count ->
        [1] Après une pause : seulement la publication la plus récente
       *[other] Après une pause : seulement les { $count } publications les plus récentes
    }
times-late-skip = Après une pause : rien de ce qui a paru entre-temps
times-label = De et à (vide : pas d'heures calmes)
times-placeholder = 22:00-08:00
times-unclear = Je ne comprends pas { $typed } comme heures calmes. Écrivez quand elles commencent et finissent, par exemple `22:00-08:00`, ou rien pour n'en avoir aucune.
times-hourly = Rythme : un résumé toutes les heures
times-daily = Rythme : un résumé chaque jour à { $hour } ({ $zone })
times-weekly = Rythme : un résumé chaque semaine, { $day } à { $hour } ({ $zone })
times-quiet-silently = Heures calmes : { $hours } ({ $zone }), les publications arrivent sans bruit
times-quiet-afterwards = Heures calmes : { $hours } ({ $zone }), les publications arrivent ensemble après
times-quiet-until = Maintenant : 🌙 calme jusqu'à { $until }
times-next = Maintenant : en attente, le prochain résumé arrive { $at }
times-list-hourly = résumé horaire
times-list-daily = résumé quotidien
times-list-weekly = résumé hebdomadaire
times-list-quiet = 🌙 { $hours }
times-why-digest = elle attend le résumé de l'abonnement, { $at }
times-why-quiet = elle attend la fin des heures calmes de l'abonnement, { $until }
