### Words of DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).
### Keep every { $name }, every `code` and the marks of Markdown. Emoji stand where they stand in English. "You" is a moderator of a Discord server.

## /watches, /unwatch and /edit

list-title = What this server watches
list-previous = Previous
list-next = Next
list-old-button = This button has expired. Use the command again.
# $command: as a message mentions it.
list-old-button-of = This button has expired. Use { $command } again.
list-not-yours = This was made for somebody else. Use { $command } yourself.
# What a watch wants, behind the artist's name; also in menus, where at most 100 characters are shown.
list-everything = everything
list-deviations = deviations
list-journals = journals
list-statuses = status updates
list-folder = folder { $folder }
list-whole-group = whole group
# A watch inside a sentence; $part is one of the six above.
list-short = { $artist }, { $part }
# Parts of a line about a watch, with "·" between.
list-mature = mature too
list-filter = only { $filter }
list-compact = compact
list-link = link only
list-line = own line
list-mentions = mentions { $role }
list-mentions-gone = mentions nobody: its role is gone
list-folder-deleted = ⚠️ the artist deleted this folder
list-folder-renewed = ⚠️ the artist deleted this folder and has a new one of that name: `/watch` the new one, `/unwatch` this
list-broken = ⚠️ I can't post there: `/channels`
list-paused = ⏸️ paused
list-paused-until = ⏸️ paused until { $until }
# In a menu: at most 100 characters, $choice has up to 80.
list-dated = { $choice } · since { $date }
# Names, and how many more there are.
list-and-more = { $names } and { $count } more
list-page = Page { $page } of { $pages }
list-empty = This server watches nobody yet. Use `/watch` with an artist's name to begin.
list-none-visible = You can see no watch of this server.
# "only: paused" and other options stay as they are in every language.
# Behind a watch, where those come first that have brought nothing for longest. $at: a time.
list-idle-since = last post { $at }
list-idle-never = no post yet
list-none-fits = No watch fits that. `/watches` lists them all.
list-only-these =
    { $count ->
        [one] 1 watch stays as it is: it is in a channel that you can't see.
       *[other] { $count } watches stay as they are: they are in channels that you can't see.
    }
list-unseen =
    { $count ->
        [one] 1 watch is in a channel that you can't see.
       *[other] { $count } watches are in channels that you can't see.
    }
list-more-unseen =
    { $count ->
        [one] 1 more watch is in a channel that you can't see.
       *[other] { $count } more watches are in channels that you can't see.
    }
# $watch: list-short.
list-removed = ✅ Removed: { $watch }. Its posts no longer appear in { $place }.
list-no-such-watch = There's no such watch. `/watches` lists them all.
list-nothing-of = There's no watch of { $name } here. `/watches` lists them all.

## The panel of a watch

panel-style = Style and times
panel-back = Back
panel-leave-out = Leave out mature posts
panel-include = Mature posts too
panel-veil = Mature posts, without picture where needed
panel-elsewhere = Mature posts in the channel for them
panel-choose-ping = Mention a role
panel-choose-channel = Move to another channel
panel-choose-watch = Change a watch
panel-change = Change
panel-no-ping = Mention nobody
panel-inherited = as the server
# $value: what the choice is on the server.
panel-as-server = As the server: { $value }
panel-ping-as-server = Mention as the server
panel-title = This watch
panel-changed = ✅ Changed. It holds for what comes from now on.
panel-no-card = I announced no post in that message. Use this on a message in which I did.
panel-card-without-watch = The watch that brought this was removed, so there is nothing to change. `/watches` lists those that are left.
# The lines of the panel: a name and a value.
panel-artist = Artist: { $artist }
panel-posts = Posts: { $posts }
# These five are the $posts of the line above.
panel-folder = deviations in the folder { $folder }
panel-whole-group = deviations in all of the group's folders
panel-everything = everything
panel-deviations = deviations (artworks, literature, videos)
panel-journals = journals
panel-statuses = status updates and polls
panel-filter = Filter: { $filter }
panel-channel = Channel: { $channel }
panel-forum = Forum: a post for each deviation; above ten at once, the rest in one list
panel-mature-in = Mature posts: included
panel-mature-veiled = Mature posts: without picture and text where not age-restricted
panel-mature-elsewhere = Mature posts: in the server's channel for them
panel-mature-nowhere = Mature posts: waiting, because the server has no channel for them: `/settings`
panel-mature-out = Mature posts: left out
panel-mentions-nobody = Mentions: nobody
panel-mentions-gone = Mentions: nobody: its role is gone
panel-mentions = Mentions: { $role }
panel-style-compact = Style: compact
panel-style-link = Style: link only
panel-style-line = Style: { $template }
panel-posting = Now: posting
panel-paused = Now: ⏸️ paused until you resume it
panel-paused-until = Now: ⏸️ paused until { $until }
panel-moved = ✅ Moved.
panel-along =
    { $count ->
        [one] 1 message that waited goes along.
       *[other] { $count } messages that waited go along.
    }
panel-silent = Its role isn't mentioned there, because you or I can't mention it.
panel-same = { $place } already gets this: { $watch }. Remove one of the two instead.
panel-you-cannot-write = You can't write in { $place }, so you can't change what is posted there. Somebody who can, or who manages that channel or its webhooks, can.

## /pause and /resume

pause-resume = Resume
pause-pause = Pause
# $watch: an artist and which posts, such as "**Name**, journals".
pause-watch-in = { $watch } in { $place }
pause-watches =
    { $count ->
        [one] 1 watch
       *[other] { $count } watches
    }
# $what: one of the two above.
pause-paused = ⏸️ Paused: { $what }.
pause-paused-until = ⏸️ Paused until { $until }: { $what }.
pause-meanwhile-all = What is posted meanwhile waits, for up to { $days } days, and comes when you resume.
pause-meanwhile-newest =
    { $count ->
        [one] Of what is posted meanwhile, only the newest comes when you resume.
       *[other] Of what is posted meanwhile, only the newest { $count } come when you resume.
    }
pause-meanwhile-skip = What is posted meanwhile will not come later.
pause-meanwhile-mixed = What is posted meanwhile waits, for up to { $days } days; what comes when you resume depends on each watch.
pause-resumed = ▶️ Resumed: { $what }.
pause-waited =
    { $count ->
        [0] Nothing was waiting.
        [1] The message that was waiting comes now.
       *[other] The { $count } messages that were waiting come now.
    }
pause-resumed-some = ⚠️ Resumed { $count } of { $all } watches, then something went wrong. Use `/resume` again for the rest.
pause-stay-paused =
    { $count ->
        [one] 1 watch stays paused, because you can't write in its channel.
       *[other] { $count } watches stay paused, because you can't write in their channels.
    }
pause-you-cannot-write = You can't write in { $place }, so you can't have posts sent there again. Somebody who can, or who manages that channel or its webhooks, can resume it.
pause-none = None of these is paused. `/watches only: paused` lists what is.
# The examples can be typed in every language; keep them as they are. `for` is an option of the command.
pause-not-a-time = I can't tell which time { $typed } is. Write for example `2h`, `3d`, `2026-12-24` or `24 Dec 18:00` (dates are in { $zone }).
pause-ambiguous = { $typed } could mean two different dates. Write it as year-month-day, for example `2026-12-24`.
pause-past = { $typed } is in the past. Write how long from now, for example `2h` or `3d`, or a date ahead.
pause-too-far = { $typed } is more than a year ahead. Leave out `for` to pause until you use `/resume`.

## /move

moving-go = Move
moving-same-channel = They post there already. Choose another channel as `to`.
# In a menu: at most 100 characters, $name has up to 60.
moving-choice =
    { $count ->
        [one] #{ $name } (1 watch)
       *[other] #{ $name } ({ $count } watches)
    }
moving-choice-gone =
    { $count ->
        [one] A channel that is gone, or that I can't see (1 watch)
       *[other] A channel that is gone, or that I can't see ({ $count } watches)
    }
# `to` is an option of the command; keep it as it is.
moving-no-channel = I don't know which channel { $typed } is. Choose it from the list, or type it as #channel.
moving-nothing = Nothing can move from { $from } to { $to }.
moving-question =
    { $count ->
        [one] Move 1 watch from { $from } to { $to }?
       *[other] Move { $count } watches from { $from } to { $to }?
    }
moving-waiting-along =
    { $count ->
        [one] 1 message that waits goes along.
       *[other] { $count } messages that wait go along.
    }
# $watches: artists with their posts, several with ";" between.
moving-same = • Can't move, because { $to } already gets the same: { $watches }
moving-mature = • Can't move, because they bring mature posts and { $to } isn't age-restricted: { $watches }
moving-silent =
    { $count ->
        [one] • 1 watch won't mention their role there, because you or I can't mention it
       *[other] • { $count } watches won't mention their role there, because you or I can't mention it
    }
moving-moved =
    { $count ->
        [one] ✅ Moved 1 watch to { $to }.
       *[other] ✅ Moved { $count } watches to { $to }.
    }
moving-along =
    { $count ->
        [1] The message that waited goes along.
       *[other] The { $count } messages that waited go along.
    }
moving-moved-some = ⚠️ Moved { $count } of { $all } watches, then something went wrong. Use `/move` again for the rest.

## /channels

channels-title = Channels where posts have to wait
channels-choose = Do something about a channel
channels-move-to = Move what posts there to…
channels-try-now = Try now
channels-drop-waiting = Drop what waits
channels-drop = Drop
channels-keep = Keep
channels-all-well =
    { $hidden ->
        [0] ✅ Every channel takes my posts.
        [1] ✅ Every channel that you can see takes my posts. 1 that you can't see doesn't.
       *[other] ✅ Every channel that you can see takes my posts. { $hidden } that you can't see don't.
    }
# Below a list: $what is one of the next two, or both are named.
channels-more-same =
    { $count ->
        [one] 1 more channel with the same trouble
       *[other] { $count } more channels with the same trouble
    }
channels-more-hidden =
    { $count ->
        [one] 1 more channel that you can't see
       *[other] { $count } more channels that you can't see
    }
channels-more = { $what }.
channels-more-both = { $same }, and { $hidden }.
# In a menu: at most 100 characters, $name has up to 60.
channels-choice = #{ $name } ({ $count } waiting)
channels-choice-gone = A channel that is gone, or that I can't see ({ $count } waiting)
# Behind the channel's name: what is wrong, and $since ("3 days ago"). channels-waiting follows after a colon.
channels-not-restricted = isn't age-restricted, so mature posts wait, since { $since }
channels-deleted = was deleted, since { $since }
channels-needs-tag = wants a tag on every post, and none fits: add one named DeviantArt that everybody may use, since { $since }
# $reason: Discord's own sentence, in English.
channels-closed = takes no messages of mine; Discord says: { $reason }, since { $since }
channels-waiting =
    { $count ->
        [0] no message waits for it
        [1] 1 message waits
       *[other] { $count } messages wait
    }
channels-works = ✅ { $place } takes my posts.
channels-trying = I'm trying { $place } now. If it works, what waits comes by itself; if not, this list says so in a minute.
channels-drop-question =
    { $count ->
        [1] Drop the message that waits for { $place }? What you drop never comes. Left alone, it is kept for { $days } days and comes once the channel takes it.
       *[other] Drop the { $count } messages that wait for { $place }? What you drop never comes. Left alone, it is kept for { $days } days and comes once the channel takes it.
    }
channels-dropped =
    { $count ->
        [0] Nothing was waiting for { $place } to take it.
        [one] ✅ Dropped 1 message for { $place }.
       *[other] ✅ Dropped { $count } messages for { $place }.
    }

## Several watches at once

removal-remove = Remove
removal-undo = Undo
removal-too-late = This can't be undone anymore. Use `/watch` to add it again.
removal-all-of-artist =
    { $count ->
        [1] Remove the watch of { $artist }?
       *[other] Remove all { $count } watches of { $artist }? To keep some, choose one from the menu that appears while you type.
    }
removal-all-of-channel =
    { $count ->
        [1] Remove the only watch that posts in { $place }?
       *[other] Remove all { $count } watches that post in { $place }?
    }
# In a menu: at most 100 characters, $artist and $name have up to 40. $count is 2 or more.
removal-choice-of-artist = Everything by { $artist } ({ $count } watches)
removal-choice-of-channel = Everything in #{ $name } ({ $count } watches)
removal-removed = ✅ Removed { $count } watches.
removal-removed-some = ⚠️ Removed { $count } of { $all } watches, then something went wrong. Use the command again for the rest.
removal-restored-none = Nothing was restored. The same watches may exist already, this server may have reached its limit of watches, or I couldn't confirm that you may post in their channels.
# $watch: an artist and which posts, such as "**Name**, journals".
removal-restored-one = ✅ Back again: { $watch } in { $place }. Posts that were waiting will still come. Posts from while it was removed may not.
removal-restored-all = ✅ All { $all } watches are back. Posts that were waiting will still come. Posts from while they were removed may not.
removal-restored-some = ✅ Restored { $count } of { $all } watches. The others exist already, exceed this server's limit of watches, or post where I couldn't confirm that you may write.

## /export and /import

file-not-fetched = I couldn't get that file from Discord. Please try again.
file-stopped = This import was stopped. Import the file again if you still want its watches.
file-no-time = there was no time left for it; please import the file again.
file-unseen =
    { $count ->
        [one] 1 more posts in a channel that you can't see, and is left out.
       *[other] { $count } more post in channels that you can't see, and are left out.
    }
file-exported =
    { $count ->
        [one] Here is 1 watch of this server; `/import` adds them again.
       *[other] Here are { $count } watches of this server; `/import` adds them again.
    }
file-nothing-to-export = There is nothing to export yet.
# Behind most of the next messages.
file-which = Use a file from `/export`, or a text file with one artist a line.
file-large = That file is larger than 1 MB.
file-binary = That file holds no text.
file-json = I can't read that file from line { $line } on.
file-newer = A newer version of this bot has written that file, so I can't read it.
file-many = That file names { $count } watches, and I take 500 at once. Please split it.
file-empty = That file names nobody.
# Behind an artist's name and a colon.
file-wrong-channel = its channel is no channel of this server.
file-wrong-what = I don't know which posts are meant.
file-wrong-role = this server doesn't have the role that it mentions.
# $word: a field of the file, and what stands in it, as code.
file-wrong-word = I don't know what { $word } means.
# A button.
file-add =
    { $count ->
        [one] Add 1 watch
       *[other] Add { $count } watches
    }
file-more = ❌ { $count } more
file-already =
    { $count ->
        [one] ⚠️ 1 is there already.
       *[other] ⚠️ { $count } are there already.
    }
file-plan-nothing = This file would add nothing.
file-plan =
    { $count ->
        [one] This file would add 1 watch:
       *[other] This file would add { $count } watches:
    }
# In place of a channel, before a colon.
file-here = here
file-more-channels = and in { $count } more channels
file-progress = Adding watches: { $count } of { $all } done…
file-imported =
    { $count ->
        [one] ✅ 1 watch added.
       *[other] ✅ { $count } watches added.
    }

## /settings

settings-title = Settings of this server
settings-leave-out = left out
settings-mature-where-restricted = Only in age-restricted channels
settings-choose-notices = Where to report problems
settings-choose-mature-channel = Channel for mature posts
settings-reset = Back to the defaults
settings-saved = ✅ Saved.
settings-handed-down =
    { $count ->
        [one] 1 watch changes with it.
       *[other] { $count } watches change with it.
    }
settings-kept =
    { $count ->
        [one] 1 watch keeps its kinds of post, because another one in its channel has the new ones.
       *[other] { $count } watches keep their kinds of post, because others in their channels have the new ones.
    }
# This language in its own words.
settings-language-name = English
# $language: the name of a language, in its own words.
settings-language =
    { $default ->
        [yes] **Language** of cards and notices: { $language }, as this server has it in Discord (default)
       *[no] **Language** of cards and notices: { $language }
    }
settings-as-in-discord = As in Discord ({ $language })
# A button that leads to another page.
settings-of-watches = All watches…
settings-notices-default = **Problems** are reported in the channel for community updates, else where Discord posts its own messages (default).
settings-notices = **Problems** are reported in { $place }.
settings-mature-channel-default = **Mature posts** have no channel of their own (default).
settings-mature-channel = **Mature posts** go to { $place } where a watch wants it.
# $what: one of the next three.
settings-deleted =
    { $default ->
        [yes] **When a post is deleted** on DeviantArt, { $what } (default).
       *[no] **When a post is deleted** on DeviantArt, { $what }.
    }
settings-deleted-strike-out = the picture goes and the title is struck out
settings-deleted-remove = the message is removed
settings-deleted-leave = the message stays as it is
# Buttons.
settings-strike-out = Deleted posts: strike out
settings-remove = Remove
settings-leave = Leave
settings-zone-default = **Time zone:** UTC (default). `/settings timezone` sets another one.
settings-zone = **Time zone:** { $zone }, where it is { $time } now.
# "Berlin" and "New York" can be typed in every language.
settings-zone-unknown = I know no time zone called { $typed }. Choose one from the list, or type a city in it, for example `Berlin` or `New York`.
settings-defaults = **All watches** do this where they don't say otherwise; a change here changes them at once.
settings-what =
    { $default ->
        [yes] **Posts:** { $what } (default)
       *[no] **Posts:** { $what }
    }
settings-mature =
    { $default ->
        [yes] **Mature posts:** { $mature } (default)
       *[no] **Mature posts:** { $mature }
    }
settings-ping-default = **Mention:** nobody (default)
settings-ping = **Mention:** { $role }

## /forget

forget-title = Erase everything of this server
forget-field = This server's name
forget-placeholder = All watches and settings go, and nothing brings them back
forget-type-again = Type it again
forget-no-name = Discord doesn't tell me this server's name right now, so nothing was erased. Please try again in a minute.
forget-nothing = There was nothing to erase: I know nothing of this server.
forget-other-name = That isn't this server's name, so nothing was erased. Its name is { $name }.
forget-hidden =
    { $count ->
        [one] Nothing was erased: 1 watch posts in channels that you can't see. Somebody who sees all of them, such as an administrator, can do this.
       *[other] Nothing was erased: { $count } watches post in channels that you can't see. Somebody who sees all of them, such as an administrator, can do this.
    }
forget-erased =
    { $count ->
        [0] ✅ I've erased everything of this server. What I posted stays in your channels; use `/watch` to begin again.
        [1] ✅ I've erased everything of this server, with its only watch. What I posted stays in your channels; use `/watch` to begin again.
       *[other] ✅ I've erased everything of this server, with its { $count } watches. What I posted stays in your channels; use `/watch` to begin again.
    }

## /help

help-title = New posts from DeviantArt, in your channels
# $watch, $watches, $unwatch: the commands, as links. "Server Settings › Integrations" and "Manage Server" are Discord's own words.
help-walk-through =
    1\. Go to the channel that should get the posts, use { $watch } and type an artist's name.
    2\. From then on, every new post by that artist appears there, once and soon.
    3\. { $watches } lists what you watch, { $unwatch } ends it.

    Mature posts only go to age-restricted channels. You set who may use these commands in Server Settings › Integrations; at first, everybody with Manage Server may.
# A command and what it does, which is said without a full stop.
help-command = { $command }: { $description }.
help-message-command = **{ $name }**: right-click one of my cards (on a phone, hold it), then Apps.
help-option =
    { $required ->
        [yes] { $name }: { $description }
       *[no] { $name } (optional): { $description }
    }
help-no-topic = There's no command { $topic }. Use `/help` without a topic to see all.

## When the posts of a watch come: its panel, the list, and /why

# Buttons.
times-times = Times
times-quiet-hours = Quiet hours
times-quiet-as-server = Quiet as the server
# In quiet hours: without a sound, or together when they end.
times-silently = Quiet: silently
times-afterwards = Quiet: afterwards
# Choices of a menu.
times-at-once = Each post at once
times-each-hour = A digest every hour
times-each-day = A digest every day
times-each-week = A digest every week
times-monday = Monday
times-tuesday = Tuesday
times-wednesday = Wednesday
times-thursday = Thursday
times-friday = Friday
times-saturday = Saturday
times-sunday = Sunday
# What comes after a pause, or when a channel takes messages again. Also lines of the panel.
times-late-all = After a pause: everything, more than 5 posts as a list
times-late-each = After a pause: everything, each post as usual
times-late-newest =
    { $count ->
        [one] After a pause: only the newest post
       *[other] After a pause: only the newest { $count } posts
    }
times-late-skip = After a pause: nothing of what came meanwhile
# The field of a form: at most 45 characters; its example.
times-label = From and to (empty: no quiet hours)
times-placeholder = 22:00-08:00
times-unclear = I can't read { $typed } as quiet hours. Write when they begin and when they end, for example `22:00-08:00`, or nothing for none.
# Lines of the panel. $zone: an IANA name such as Europe/Berlin.
times-hourly = Rhythm: a digest every hour
times-daily = Rhythm: a digest every day at { $hour } ({ $zone })
times-weekly = Rhythm: a digest every week, { $day } at { $hour } ({ $zone })
times-quiet-silently = Quiet hours: { $hours } ({ $zone }), posts come without a sound
times-quiet-afterwards = Quiet hours: { $hours } ({ $zone }), posts come together afterwards
times-quiet-until = Now: 🌙 quiet until { $until }
times-next = Now: collecting, the next digest comes { $at }
# Behind a watch in a list.
times-list-hourly = hourly digest
times-list-daily = daily digest
times-list-weekly = weekly digest
times-list-quiet = 🌙 { $hours }
# Half sentences of /why, as why-is-on-its-way.
times-why-digest = it waits for the watch's digest, { $at }
times-why-quiet = it waits until the watch's quiet hours end, { $until }
