### Les mots de DeviantCord, en Fluent (https://projectfluent.org/fluent/guide/).

## /why

why-choose = Une autre publication de ce message
why-unseen-title = Je n'ai pas vu cette publication
why-no-post = Ce lien ne montre pas de publication. Ouvrez la publication et collez son adresse.
why-number-only = Ce lien ne contient que le numéro de la publication, et DeviantArt ne me dit pas de qui elle est. Ouvrez-la et collez l'adresse que vous voyez alors.
why-forgotten-card = Ce message est si ancien que je ne sais plus quelle publication il montre. Utilisez `/why` avec le lien de la publication.
why-posted = ✅ Elle a été publiée dans { $places }.
why-on-its-way = ⏳ Elle est en route vers { $places }.
why-waits = ⏸️ Elle attend pour { $places }, et arrive toute seule dès que possible.
why-forgotten-here = Elle est si ancienne que je ne sais plus si elle a été publiée dans { $places }.
why-not-posted = Elle n'a pas été publiée dans { $place } : { $reason }.
why-not-posted-here =
    { $count ->
        [one] Elle n'a pas été publiée ici ; { $count } abonnement avait sa raison.
       *[other] Elle n'a pas été publiée ici ; { $count } abonnements avaient chacun leur raison.
    }
why-image = Une image de { $artist }
why-literature = Un texte littéraire de { $artist }
why-video = Une vidéo de { $artist }
why-journal = Un journal de { $artist }
why-status = Un statut de { $artist }
why-poll = Un sondage de { $artist }
why-other = Une déviation de { $artist }
why-mature = pour adultes
why-undated = à un moment que DeviantArt ne dit pas
why-published = parution { $at }
why-sentence = { $words }.
why-seen = Je l'ai vue { $at } et comparée aux abonnements.
why-there-before = Elle était là quand j'ai lu les publications de cet artiste pour la première fois.
why-gone-since = Elle a disparu de DeviantArt ; je l'ai remarqué { $at }.
why-gone = Elle a disparu de DeviantArt.
why-line = • { $watch } → { $place } : { $became }.
why-removed-watch = Un abonnement supprimé
why-try = ↳ Un essai { $at } a échoué : { $words }
why-became-posted = publiée { $at }
why-became-posted-link = publiée { $at } ([message]({ $link }))
why-waited = après avoir dû attendre jusqu'à { $until }
why-together =
    { $count ->
        [one] avec { $count } autre publication dans un seul message
       *[other] avec { $count } autres publications dans un seul message
    }
why-care-edited = j'ai modifié le message { $at }, car la publication avait changé
why-care-veiled = j'ai retiré son image et son texte { $at }, car elle est réservée aux adultes et ne peut pas y être montrée
why-care-struck = je l'ai barrée { $at }, car elle a disparu de DeviantArt
why-care-removed-mature = j'ai supprimé le message { $at }, car la publication est réservée aux adultes et ne peut pas y être montrée
why-care-removed-gone = j'ai supprimé le message { $at }, car la publication a disparu de DeviantArt
why-care-missing = quelqu'un avait supprimé le message quand j'ai voulu le modifier { $at }
why-care-refused = la publication a changé depuis, mais Discord ne me laisse plus modifier le message
why-care-waits = la publication a changé depuis, et je modifie le message dès que Discord me le permet
why-is-on-its-way = en route
why-next-try = pas encore publiée, prochain essai { $at } ; le dernier a échoué : { $why }
why-being-posted = en cours de publication
why-is-posted = publiée
why-filter-word = son filtre l'exclut à cause de { $word }
why-left-out = je l'ai laissée de côté
why-failed = j'y ai renoncé, car elle ne pouvait pas être publiée
why-expired = j'y ai renoncé, car elle n'a pas pu être publiée pendant { $days } jours
why-newer-version = une version plus récente de moi s'en occupe
why-younger = cet abonnement a été ajouté après que j'ai vu la publication
why-unmatched = cet abonnement la veut tel qu'il est maintenant, elle arrive donc bientôt, ou il a été modifié après que j'ai vu la publication
why-forgotten = elle est si ancienne que je ne sais plus ce qu'elle est devenue
why-held-channel = elle attend, car le salon n'accepte aucun de mes messages
why-held-channel-since = elle attend, car le salon n'accepte aucun de mes messages (début : { $at })
why-discord-says = Discord dit : { $words }
why-channels-helps = `/channels` aide
why-held-mature = elle attend, car elle est pour adultes et le salon n'est pas soumis à une limite d'âge
why-held-mature-since = elle attend, car elle est pour adultes et le salon n'est pas soumis à une limite d'âge (début : { $at })
why-held-paused-until = elle attend, car l'abonnement est en pause jusqu'à { $until }
why-held-paused = elle attend, car l'abonnement est en pause ; `/resume` y met fin
why-suppressed-mature-unwanted = elle est pour adultes, et cet abonnement exclut ce contenu
why-suppressed-mature-channel = elle est pour adultes, et le salon n'était pas soumis à une limite d'âge
why-suppressed-filtered = son filtre l'a exclue, et a été modifié depuis
why-suppressed-same-channel = un autre abonnement du même salon la publie
why-suppressed-in-digest = un message sur plusieurs publications la compte
why-suppressed-catch-up = elle n'était plus nouvelle quand le salon ou l'abonnement a fonctionné à nouveau
why-suppressed-watch-removed = l'abonnement a été supprimé avant
why-suppressed-dropped = quelqu'un a jeté ce qui attendait pour le salon
why-suppressed-announced-before = un autre bot l'avait publiée avant la reprise des abonnements de ce serveur
why-suppressed-post-removed = elle a été retirée de DeviantArt avant
why-suppressed-post-lost = je l'ai perdue de vue, et la publie quand je la revois
why-before-since = elle est plus ancienne que ce que publie cet abonnement, qui commence le { $at }
why-before = elle est plus ancienne que ce que publiait cet abonnement
why-not-in-folder = je ne l'ai pas trouvée dans le dossier { $folder }
why-not-in-group = je ne l'ai trouvée dans aucun dossier de { $group }
why-another-artist = elle est d'un autre artiste
why-wants-everything = cet abonnement ne veut que tout
why-wants-deviations = cet abonnement ne veut que les déviations
why-wants-journals = cet abonnement ne veut que les journaux
why-wants-statuses = cet abonnement ne veut que les statuts et sondages
why-not-wanted = ce n'est pas ce que voulait cet abonnement
why-passed-undated = DeviantArt ne dit pas quand elle est parue, et elle était là quand j'ai lu les publications de cet artiste pour la première fois
why-tags-owed = son filtre demande des tags, et DeviantArt ne m'a pas encore dit ceux de cette publication
why-no-room =
    { $count ->
        [one] { $count } autre abonnement n'avait pas de place ici.
       *[other] { $count } autres abonnements n'avaient pas de place ici.
    }
why-vanished = DeviantArt ne montre rien de { $artist } en ce moment : le compte est désactivé, renommé ou masqué.
why-not-checked = Je n'ai pas encore vérifié { $artist } ; cela se fait dans les minutes qui suivent le premier abonnement.
why-checks-failed = Mes dernières vérifications de { $artist } ont échoué, je ne l'ai donc peut-être pas encore vue ; je continue d'essayer.
why-checked-without = J'ai vérifié { $artist }, et elle n'y était pas : elle est plus récente que ma dernière vérification, a été retirée, ou tout le monde ne peut pas la voir.
why-list-gallery = Galerie
why-list-posts = Journaux et statuts
why-list-folder = Dossier
why-list-group = Les dossiers du groupe
why-list-failed =
    { $count ->
        [1] la dernière vérification a échoué
       *[other] les { $count } dernières vérifications ont échoué
    }
why-list-due = la prochaine doit se faire maintenant
why-not-watched = Aucun abonnement que vous voyez ici ne concerne { $artist }, rien n'a donc été publié.
why-not-watched-unknown = Aucun abonnement que vous voyez ici ne concerne l'artiste de cette publication, rien n'a donc été publié.
why-no-such-title = Je ne connais pas de publication récente intitulée { $typed } d'un artiste suivi ici. Collez plutôt le lien de la publication.

## /status

status-title = Où en sont les choses sur ce serveur
status-da-refused = **DeviantArt** : ⚠️ refuse ma connexion ; prévenez la personne qui gère ce bot
status-da-resting = **DeviantArt** : ⚠️ m'a demandé une pause jusqu'à { $until }, les publications arrivent donc plus tard
status-da-well = **DeviantArt** : ✅ répond
status-da-failing =
    { $count ->
        [one] **DeviantArt** : ⚠️ les vérifications échouent pour { $failing } artiste sur { $count } ; je continue d'essayer
       *[other] **DeviantArt** : ⚠️ les vérifications échouent pour { $failing } artistes sur { $count } ; je continue d'essayer
    }
status-discord-away = **Discord** : ⚠️ je ne peux rien envoyer en ce moment ; les nouveautés sont gardées
status-discord-resting = **Discord** : ⚠️ m'a demandé une pause, les publications arrivent donc plus tard
status-discord-well = **Discord** : ✅ accepte mes publications
status-discord-closed =
    { $count ->
        [one] **Discord** : ⚠️ { $count } salon n'accepte pas toutes mes publications : `/channels`
       *[other] **Discord** : ⚠️ { $count } salons n'acceptent pas toutes mes publications : `/channels`
    }
status-bot-stuck = **Ce bot** : ⚠️ les nouvelles publications ne sont pas transmises en ce moment ; prévenez la personne qui gère ce bot
status-bot-well = **Ce bot** : ✅ fonctionne
status-bot-unchecked =
    { $count ->
        [one] **Ce bot** : ✅ fonctionne ; { $count } artiste attend sa première vérification
       *[other] **Ce bot** : ✅ fonctionne ; { $count } artistes attendent leur première vérification
    }
status-speed-none = **Vitesse** : aucune nouvelle publication en 7 jours
status-speed-one = **Vitesse** : la seule publication des 7 derniers jours est arrivée { $half } après sa parution
status-speed =
    { $count ->
        [one] **Vitesse** : sur { $count } publication des 7 derniers jours, la moitié est arrivée moins de { $half } après sa parution, toutes en moins de { $most }
       *[other] **Vitesse** : sur { $count } publications des 7 derniers jours, la moitié est arrivée moins de { $half } après sa parution, toutes en moins de { $most }
    }
status-speed-many =
    { $count ->
        [one] **Vitesse** : sur { $count } publication des 7 derniers jours, la moitié est arrivée moins de { $half } après sa parution, 99 sur 100 en moins de { $most }
       *[other] **Vitesse** : sur { $count } publications des 7 derniers jours, la moitié est arrivée moins de { $half } après sa parution, 99 sur 100 en moins de { $most }
    }
status-seconds =
    { $count ->
        [one] { $count } seconde
       *[other] { $count } secondes
    }
status-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
status-hours =
    { $count ->
        [one] { $count } heure
       *[other] { $count } heures
    }
status-days =
    { $count ->
        [one] { $count } jour
       *[other] { $count } jours
    }
status-open-nothing = **En attente** : rien
status-open-waiting = **En attente** : { $waiting } en route
status-open-held = **En attente** : { $held } pour un salon ou un abonnement en pause
status-open-both = **En attente** : { $waiting } en route, { $held } pour un salon ou un abonnement en pause
status-open-later = **Pour plus tard** : { $count }, pour un résumé ou la fin des heures calmes
status-unpublished =
    { $count ->
        [one] **Annonces** : 1 message des 7 derniers jours n'a pas été publié ; Discord en publie 10 par salon et par heure
       *[other] **Annonces** : { $count } messages des 7 derniers jours n'ont pas été publiés ; Discord en publie 10 par salon et par heure
    }
status-more-than = plus de { $count }
status-gallery = galerie
status-posts = journaux et statuts
status-folder = dossier
status-checked = vérification { $at }
status-failed = ⚠️ dernière vérification échouée, la précédente { $at }
status-unchecked = pas encore de vérification
status-next = prochaine { $at }
status-next-due = prochaine maintenant
status-artists =
    { $count ->
        [one] { $count } artiste
       *[other] { $count } artistes
    }

## Ce qu'un serveur apprend quand des publications ne peuvent pas être remises

broken-title = **Des publications ne peuvent pas être remises sur ce serveur.**
broken-title-folders = **Des artistes ont supprimé des dossiers suivis ici.**
broken-closed = • { $channels } : je ne peux pas y publier. Discord dit : { $reason }
broken-needs-tag = • { $channels } : chaque post y a besoin d'un tag, et aucun ne convient. Ajoutez un tag nommé DeviantArt que tout le monde peut utiliser
broken-closed-otherwise = • { $channels } : je ne peux pas y publier, pour d'autres raisons
broken-unrestricted = • { $channels } : sans limite d'âge, le contenu pour adultes attend
broken-unnamed =
    { $count ->
        [one] • { $count } salon que tout le monde ici ne voit pas
       *[other] • { $count } salons que tout le monde ici ne voit pas
    }
broken-ended =
    { $count ->
        [one] • { $place } : { $count } publication non remise en { $days } jours, abandonnée
       *[other] • { $place } : { $count } publications non remises en { $days } jours, abandonnées
    }
broken-ended-elsewhere =
    { $count ->
        [one] • Ailleurs, { $count } publication non remise en { $days } jours, abandonnée
       *[other] • Ailleurs, { $count } publications non remises en { $days } jours, abandonnées
    }
broken-folder =
    { $namesake ->
        [yes] • { $place } : { $artist } a supprimé le dossier suivi { $folder }. Il en existe un nouveau du même nom : `/watch` pour le nouveau, `/unwatch` pour l'ancien.
       *[no] • { $place } : { $artist } a supprimé le dossier suivi { $folder }. `/unwatch` supprime l'abonnement.
    }
broken-folders =
    { $count ->
        [one] • { $count } autre dossier suivi a été supprimé ; `/watches` dit lequel
       *[other] • { $count } autres dossiers suivis ont été supprimés ; `/watches` dit lesquels
    }
broken-kept = Les nouveautés sont gardées { $days } jours, et je les remets de moi-même dès que je peux.
broken-permissions = Il m'y faut Voir le salon, Envoyer des messages et Intégrer des liens (dans un fil : Envoyer des messages dans les fils).
broken-mark-as-restricted = Pour le contenu pour adultes, activez la limite d'âge dans les paramètres du salon.
broken-leave-watches = D'ici là, laissez les abonnements tels quels : `/unwatch` jette ce qui est gardé, et un nouveau `/watch` dans un autre salon commence par ce qui paraît ensuite.
broken-more-channels =
    { $count ->
        [one] { $count } autre salon
       *[other] { $count } autres salons
    }

## Ce qu'un salon apprend

unsure-title = Certaines publications sont retenues
unsure-held =
    Je ne sais pas lesquelles de certaines anciennes publications j'ai déjà annoncées ici, car { $why }. Pour qu'aucune n'arrive deux fois, je les retiens ; les nouvelles arrivent comme d'habitude.
    Laissez-moi lire l'historique des messages de ce salon, et je regarde à nouveau dans l'heure : ce qui manque est alors publié.
unsure-many = plus de { $count } messages ont été écrits ici depuis
unsure-hidden = je ne peux pas lire l'historique des messages de ce salon
unsure-unread = Discord ne me montre pas les messages de ce salon et dit : { $reason }
unsure-refused = Discord refuse le message et dit : { $reason }
