### Words of DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).
### Keep every { $name }, every `code` and the marks of Markdown. Emoji stand where they stand in English. "You" is a moderator of a Discord server.

## /why

why-choose = Another post of this message
why-unseen-title = I haven't seen this post
why-no-post = That link shows no post. Open the post and paste its address.
why-number-only = That link has only the post's number, and DeviantArt doesn't tell me whose it is. Open it and paste the address that you see then.
why-forgotten-card = That message is so old that I no longer know which post it shows. Use `/why` with the post's link.
# Above everything: what became of a post. $places: channels.
why-posted = ✅ It was posted in { $places }.
why-on-its-way = ⏳ It is on its way to { $places }.
why-waits = ⏸️ It waits for { $places }, and comes by itself when it can.
why-forgotten-here = It is so old that I no longer know whether it was posted in { $places }.
# $reason: one of the half sentences below, from why-is-on-its-way to why-tags-owed.
why-not-posted = It wasn't posted in { $place }: { $reason }.
why-not-posted-here =
    { $count ->
        [one] It wasn't posted here; 1 watch had a reason each.
       *[other] It wasn't posted here; { $count } watches had a reason each.
    }
# About the post: "A journal by X, mature, published on DATE."
why-image = An artwork by { $artist }
why-literature = Literature by { $artist }
why-video = A video by { $artist }
why-journal = A journal by { $artist }
why-status = A status update by { $artist }
why-poll = A poll by { $artist }
why-other = A deviation by { $artist }
why-mature = mature
why-undated = at a time that DeviantArt doesn't tell
why-published = published { $at }
# $words: the parts above with commas between, as a sentence.
why-sentence = { $words }.
why-seen = I saw it { $at } and matched it with the watches.
why-there-before = It was there when I read the artist's posts for the first time.
why-gone-since = It is gone from DeviantArt; I noticed { $at }.
why-gone = It is gone from DeviantArt.
# A line: the watch, its channel, and what became of the post, as half a sentence.
why-line = • { $watch } → { $place }: { $became }.
why-removed-watch = A watch that was removed
# $words: Discord's own, in English.
why-try = ↳ A try { $at } failed: { $words }
why-became-posted = posted { $at }
why-became-posted-link = posted { $at } ([message]({ $link }))
# Behind the two above and a comma.
why-waited = after it had to wait until { $until }
why-together =
    { $count ->
        [one] together with 1 other post in one message
       *[other] together with { $count } other posts in one message
    }
# Half sentences about the message or the post, behind a semicolon.
why-care-edited = I changed the message { $at }, because the post had changed
why-care-veiled = I took its picture and text away { $at }, because it is marked as mature and may not be shown there
why-care-struck = I struck it out { $at }, because it is gone from DeviantArt
why-care-removed-mature = I removed the message { $at }, because the post is marked as mature and may not be shown there
why-care-removed-gone = I removed the message { $at }, because the post is gone from DeviantArt
why-care-missing = somebody had removed the message when I wanted to change it { $at }
why-care-refused = the post changed since, but Discord lets me change the message no more
why-care-waits = the post changed since, and I change the message as soon as Discord lets me
# Half sentences about the post ("it"), without a full stop.
why-is-on-its-way = on its way
why-next-try = not posted yet, next try { $at }; the last one failed: { $why }
why-being-posted = being posted at this moment
why-is-posted = posted
why-filter-word = its filter leaves it out by { $word }
why-left-out = I left it out
why-failed = I gave it up, because it couldn't be posted
why-expired = I gave it up, because it couldn't be posted for { $days } days
why-newer-version = a newer version of me is at work on it
why-younger = this watch was added after I had seen the post
why-unmatched = this watch wants it as it is now, so it comes soon, or the watch was changed after I had seen the post
why-forgotten = it is so old that I no longer know what became of it
why-held-channel = it waits, because the channel takes no messages of mine
why-held-channel-since = it waits, because the channel takes no messages of mine since { $at }
why-discord-says = Discord says: { $words }
why-channels-helps = `/channels` helps
why-held-mature = it waits, because it is mature and the channel hasn't been age-restricted
why-held-mature-since = it waits, because it is mature and the channel hasn't been age-restricted since { $at }
why-held-paused-until = it waits, because the watch is paused until { $until }
why-held-paused = it waits, because the watch is paused; `/resume` ends that
why-suppressed-mature-unwanted = it is mature, and this watch leaves mature posts out
why-suppressed-mature-channel = it is mature, and the channel wasn't age-restricted
why-suppressed-filtered = its filter left it out, and was changed since
why-suppressed-same-channel = another watch of the same channel posts it
why-suppressed-in-digest = a message for several posts counts it
why-suppressed-catch-up = it was old news when the channel or the watch worked again
why-suppressed-watch-removed = the watch was removed first
why-suppressed-dropped = somebody dropped what waited for the channel
why-suppressed-announced-before = another bot had posted it before this server's watches were taken over
why-suppressed-post-removed = it was removed from DeviantArt first
why-suppressed-post-lost = I lost sight of it, and post it when I see it again
why-before-since = it is older than what this watch posts, which begins with { $at }
why-before = it is older than what that watch posted
why-not-in-folder = I haven't found it in the folder { $folder }
why-not-in-group = I haven't found it in any folder of { $group }
why-another-artist = it is by another artist
why-wants-everything = this watch wants everything only
why-wants-deviations = this watch wants deviations only
why-wants-journals = this watch wants journals only
why-wants-statuses = this watch wants status updates and polls only
why-not-wanted = it isn't what that watch wanted
why-passed-undated = DeviantArt doesn't tell when it was published, and it was there when I first read the artist's posts
why-tags-owed = its filter asks for tags, and DeviantArt hasn't told me those of this post yet
# Below a list of watches.
why-no-room =
    { $count ->
        [one] 1 watch more had no room here.
       *[other] { $count } watches more had no room here.
    }
# Why a post is not known.
why-vanished = DeviantArt shows nothing by { $artist } at present: the account is deactivated, renamed or hidden.
why-not-checked = I haven't checked { $artist } yet; that happens within minutes of the first watch.
why-checks-failed = My last checks of { $artist } failed, so I may not have seen it yet; I keep trying.
why-checked-without = I checked { $artist }, and it wasn't there: it is newer than my last check, was removed, or not everybody may see it.
# A line about a list: its name, and status-checked, why-list-failed and status-next with commas between.
why-list-gallery = Gallery
why-list-posts = Journals and status updates
why-list-folder = Folder
why-list-group = The group's folders
why-list-failed =
    { $count ->
        [1] the last check failed
       *[other] the last { $count } checks failed
    }
why-list-due = the next is due now
why-not-watched = No watch that you can see here is for { $artist }, so nothing was posted.
why-not-watched-unknown = No watch that you can see here is for this post's artist, so nothing was posted.
why-no-such-title = I know no recent post called { $typed } by somebody who is watched here. Paste the post's link instead.

## /status

status-title = How things stand in this server
# A line each about DeviantArt, Discord and this bot.
status-da-refused = **DeviantArt**: ⚠️ refuses my login; please tell the person who runs this bot
status-da-resting = **DeviantArt**: ⚠️ asked me to rest until { $until }, so posts come later
status-da-well = **DeviantArt**: ✅ answers
status-da-failing =
    { $count ->
        [one] **DeviantArt**: ⚠️ checks of { $failing } of 1 artist fail at present; I keep trying
       *[other] **DeviantArt**: ⚠️ checks of { $failing } of { $count } artists fail at present; I keep trying
    }
status-discord-away = **Discord**: ⚠️ I can't send at present; what is new is kept
status-discord-resting = **Discord**: ⚠️ asked me to rest, so posts come later
status-discord-well = **Discord**: ✅ takes my posts
status-discord-closed =
    { $count ->
        [one] **Discord**: ⚠️ 1 channel doesn't take all of my posts: `/channels`
       *[other] **Discord**: ⚠️ { $count } channels don't take all of my posts: `/channels`
    }
status-bot-stuck = **This bot**: ⚠️ new posts aren't handed on at present; please tell the person who runs this bot
status-bot-well = **This bot**: ✅ works
status-bot-unchecked =
    { $count ->
        [one] **This bot**: ✅ works; 1 artist has yet to be checked for the first time
       *[other] **This bot**: ✅ works; { $count } artists have yet to be checked for the first time
    }
# $half and $most: status-seconds, status-minutes, status-hours or status-days.
status-speed-none = **Speed**: no new post came in the last 7 days
status-speed-one = **Speed**: the only post of the last 7 days came { $half } after it was published
status-speed =
    { $count ->
        [one] **Speed**: of 1 post in the last 7 days, half came within { $half } of being published, all within { $most }
       *[other] **Speed**: of { $count } posts in the last 7 days, half came within { $half } of being published, all within { $most }
    }
status-speed-many =
    { $count ->
        [one] **Speed**: of 1 post in the last 7 days, half came within { $half } of being published, 99 of 100 within { $most }
       *[other] **Speed**: of { $count } posts in the last 7 days, half came within { $half } of being published, 99 of 100 within { $most }
    }
status-seconds =
    { $count ->
        [one] 1 second
       *[other] { $count } seconds
    }
status-minutes =
    { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
status-hours =
    { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
status-days =
    { $count ->
        [one] 1 day
       *[other] { $count } days
    }
# $waiting and $held: numbers, or status-more-than.
status-open-nothing = **Waiting**: nothing
status-open-waiting = **Waiting**: { $waiting } on the way
status-open-held = **Waiting**: { $held } held for a channel or a paused watch
status-open-both = **Waiting**: { $waiting } on the way, { $held } held for a channel or a paused watch
status-open-later = **For later**: { $count }, for a digest or the end of quiet hours
status-unpublished =
    { $count ->
        [one] **Announcements**: 1 message of the last 7 days stayed unpublished; Discord publishes 10 of a channel in an hour
       *[other] **Announcements**: { $count } messages of the last 7 days stayed unpublished; Discord publishes 10 of a channel in an hour
    }
status-more-than = more than { $count }
# A line about an artist: a list where there are several, when it was checked, and when it is checked next, with a comma between.
status-gallery = gallery
status-posts = journals and statuses
status-folder = folder
# $at: "3 minutes ago", or "in 3 minutes".
status-checked = checked { $at }
status-failed = ⚠️ last check failed, before that checked { $at }
status-unchecked = not checked yet
status-next = next { $at }
status-next-due = next due now
status-artists =
    { $count ->
        [one] 1 artist
       *[other] { $count } artists
    }

## What a server is told when posts cannot be delivered

# One message to a server: all lines together have at most 2,000 characters, so be brief.
broken-title = **Some posts cannot be delivered in this server.**
broken-title-folders = **Artists deleted folders that are watched in this server.**
# $reason: Discord's own sentence, in English.
broken-closed = • { $channels }: I cannot post there. Discord says: { $reason }
broken-needs-tag = • { $channels }: every post needs a tag there, and none fits. Add a tag named DeviantArt that everybody may use
broken-closed-otherwise = • { $channels }: I cannot post there, for other reasons
broken-unrestricted = • { $channels }: not age-restricted, so mature posts have to wait
broken-unnamed =
    { $count ->
        [one] • 1 channel that not everybody here can see
       *[other] • { $count } channels that not everybody here can see
    }
broken-ended =
    { $count ->
        [one] • { $place }: 1 post could not be delivered for { $days } days and ended
       *[other] • { $place }: { $count } posts could not be delivered for { $days } days and ended
    }
broken-ended-elsewhere =
    { $count ->
        [one] • In other channels, 1 post could not be delivered for { $days } days and ended
       *[other] • In other channels, { $count } posts could not be delivered for { $days } days and ended
    }
broken-folder =
    { $namesake ->
        [yes] • { $place }: { $artist } deleted the folder { $folder } that is watched there. The artist has a new folder of that name: use `/watch` for the new one and `/unwatch` for the old one.
       *[no] • { $place }: { $artist } deleted the folder { $folder } that is watched there. `/unwatch` removes the watch.
    }
broken-folders =
    { $count ->
        [one] • Artists deleted 1 other watched folder; `/watches` shows which
       *[other] • Artists deleted { $count } other watched folders; `/watches` shows which
    }
broken-kept = What is new there is kept for { $days } days, and I deliver it by myself once I can.
# The permissions have the names of permission-view-channel and so on.
broken-permissions = I need the permissions View Channel, Send Messages and Embed Links there (in a thread, Send Messages in Threads).
broken-mark-as-restricted = For mature posts, mark the channel as age-restricted in its settings.
broken-leave-watches = Leave the watches as they are until then: `/unwatch` discards what is kept for a watch, and a new `/watch` in another channel begins with what is posted after it.
broken-more-channels =
    { $count ->
        [one] 1 more channel
       *[other] { $count } more channels
    }

## What a channel is told

# What a post of a forum that says it is called, at most 100 characters.
unsure-title = Some posts are held back
# $why: one of the half sentences below.
unsure-held =
    I do not know which of some older posts I have announced here already, because { $why }. So that none comes twice I hold them back; posts from now on arrive as usual.
    Let me read this channel's message history, and I look again within the hour: what is missing is then posted.
# $reason: Discord's own sentence, in English.
unsure-many = more than { $count } messages were written here since
unsure-hidden = I can't read this channel's message history
unsure-unread = Discord doesn't show me this channel's messages and says: { $reason }
unsure-refused = Discord refuses the message and says: { $reason }
