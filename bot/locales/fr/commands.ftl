### Les mots de DeviantCord, en Fluent (https://projectfluent.org/fluent/guide/).

## Commandes

command-watch = Publier dans un salon les nouveautés d'un artiste de DeviantArt
command-watches = Lister ce qui est publié sur ce serveur
command-edit = Changer ce qu'un abonnement publie, où, et le rôle qu'il mentionne
command-unwatch = Ne plus publier les nouveautés d'un artiste
command-pause = Arrêter de publier un moment, sans rien supprimer
command-resume = Publier de nouveau ce qui était en pause
command-move = Déplacer des abonnements vers un autre salon, avec ce qui attend pour eux
command-channels = Lister les salons qui refusent les publications, et ce qui attend pour eux
command-why = Dire ce qu'est devenue une publication ici, et pourquoi
command-status = Dire si tout fonctionne ici, et quand chaque artiste est vérifié
command-settings = Choisir la langue, où signaler les problèmes, les options de tous les abonnements et plus encore
command-export = Obtenir les abonnements de ce serveur dans un fichier
command-import = Ajouter des abonnements depuis un fichier de /export, ou un texte avec un artiste par ligne
command-forget = Effacer tout ce que ce bot sait de ce serveur
command-preview = Vous montrer, à vous seul, la dernière publication d'un artiste telle qu'ici
command-test = Envoyer la dernière publication dans le salon d'un abonnement, comme test
command-filter = Essayer un filtre sur les dernières publications d'un artiste
command-help = Comment utiliser ce bot
menu-change-this-watch = Modifier cet abonnement
menu-why-is-this-here = Pourquoi est-ce ici ?

## Options

option-artist = Seulement ce que publie cet artiste
option-channel = Seulement ce qui est publié dans ce salon
option-watch-artist = Nom sur DeviantArt, ou lien vers le profil ou un dossier ; plusieurs, séparés par des virgules
option-watch-what = Quelles publications (par défaut : tout)
option-watch-folder = Seulement ce dossier de la galerie ; d'un groupe, l'un des siens, ou * pour tous
option-watch-channel = Où publier (par défaut : ici)
option-watch-mature = Contenu pour adultes aussi ? (par défaut : oui si le salon est soumis à une limite d'âge)
option-watch-ping = Rôle à mentionner à chaque nouveauté, au plus une fois en 10 minutes
option-watch-filter = Seulement celles qui ont, par exemple : cat OR dog -sketch -is:ai (essayez avec /filter)
option-watch-style = Présentation des publications (par défaut : en cartes)
option-watch-rhythm = Quand les publications arrivent (par défaut : chacune aussitôt)
option-watches-only = Seulement celles à problèmes, en pause, ou avec du contenu pour adultes
option-watches-page = Page de la liste (par défaut : la première)
option-edit-watch = Lequel modifier : choisissez dans la liste, ou tapez le nom d'un artiste
option-unwatch-watch = Lequel supprimer : choisissez dans la liste, ou tapez un artiste ou un #salon
option-pause-watch = Lequel mettre en pause : choisissez dans la liste (par défaut : tous)
option-pause-for = Combien de temps : 2h, 3d, ou une date comme 2026-12-24 (par défaut : jusqu'à /resume)
option-resume-watch = Lequel reprendre : choisissez dans la liste (par défaut : tous)
option-move-from = Le salon où ils publient : choisissez dans la liste, ou tapez #salon
option-move-to = Le salon qui recevra les publications désormais
option-move-artist = Seulement ce que publie cet artiste (par défaut : tout)
option-why-post = La publication : collez son lien, ou choisissez son titre
option-status-page = Page des artistes (par défaut : la première)
option-settings-timezone = Fuseau horaire du serveur (heures calmes, résumés, dates) : dans la liste, ou une ville
option-import-file = Le fichier : de /export, ou avec un artiste par ligne
option-preview-artist = Nom sur DeviantArt, ou lien vers le profil
option-preview-what = Quelles publications (par défaut : tout)
option-test-watch = Lequel tester : choisissez dans la liste, ou tapez le nom d'un artiste
option-filter-artist = Nom sur DeviantArt, ou lien vers le profil
option-filter-text = Le filtre, par exemple : cat OR dog -sketch -is:ai
option-help-topic = Une commande à expliquer avec ses options (par défaut : toutes, en bref)

## Choix

choice-everything = Tout
choice-deviations = Déviations (images, littérature, vidéos)
choice-journals = Journaux
choice-status = Statuts et sondages
choice-card = Carte : image et texte
choice-compact = Compact : une ligne et une petite image
choice-link = Lien seul : l'aperçu de Discord
choice-at = Aussitôt : chaque publication à part
choice-hourly = Résumé toutes les heures
choice-daily = Résumé quotidien, à 9:00
choice-weekly = Résumé hebdomadaire, le lundi à 9:00
choice-problems = Problèmes
choice-paused = En pause
choice-mature = Contenu pour adultes
