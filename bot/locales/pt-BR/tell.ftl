### As palavras do DeviantCord, em Fluent (https://projectfluent.org/fluent/guide/).

## /why

why-choose = Outra publicação desta mensagem
why-unseen-title = Não vi esta publicação
why-no-post = Esse link não mostra nenhuma publicação. Abra a publicação e cole o endereço dela.
why-number-only = Esse link só tem o número da publicação, e o DeviantArt não me diz de quem ela é. Abra a publicação e cole o endereço que aparecer então.
why-forgotten-card = Essa mensagem é tão antiga que não sei mais qual publicação ela mostra. Use `/why` com o link da publicação.
why-posted = ✅ Foi publicada em { $places }.
why-on-its-way = ⏳ Está a caminho de { $places }.
why-waits = ⏸️ Espera por { $places } e chega sozinha quando puder.
why-forgotten-here = É tão antiga que não sei mais se foi publicada em { $places }.
why-not-posted = Não foi publicada em { $place }: { $reason }.
why-not-posted-here =
    { $count ->
        [one] Não foi publicada aqui; { $count } acompanhamento teve seu motivo.
       *[other] Não foi publicada aqui; { $count } acompanhamentos tiveram cada um seu motivo.
    }
why-image = Uma imagem de { $artist }
why-literature = Literatura de { $artist }
why-video = Um vídeo de { $artist }
why-journal = Um diário de { $artist }
why-status = Uma atualização de status de { $artist }
why-poll = Uma enquete de { $artist }
why-other = Uma deviation de { $artist }
why-mature = com conteúdo adulto
why-undated = de um momento que o DeviantArt não informa
why-published = que saiu { $at }
why-sentence = { $words }.
why-seen = Vi a publicação { $at } e a comparei com os acompanhamentos.
why-there-before = Já estava lá quando li as publicações do artista pela primeira vez.
why-gone-since = Não está mais no DeviantArt; notei isso { $at }.
why-gone = Não está mais no DeviantArt.
why-line = • { $watch } → { $place }: { $became }.
why-removed-watch = Um acompanhamento que foi removido
why-try = ↳ Uma tentativa { $at } falhou: { $words }
why-became-posted = publicada { $at }
why-became-posted-link = publicada { $at } ([mensagem]({ $link }))
why-waited = depois de ter que esperar até { $until }
why-together =
    { $count ->
        [one] junto com { $count } outra publicação em uma mensagem
       *[other] junto com { $count } outras publicações em uma mensagem
    }
why-care-edited = alterei a mensagem { $at }, porque a publicação tinha mudado
why-care-veiled = tirei a imagem e o texto { $at }, porque a publicação está marcada como conteúdo adulto e não pode ser mostrada lá
why-care-struck = risquei a publicação { $at }, porque ela não está mais no DeviantArt
why-care-removed-mature = removi a mensagem { $at }, porque a publicação está marcada como conteúdo adulto e não pode ser mostrada lá
why-care-removed-gone = removi a mensagem { $at }, porque a publicação não está mais no DeviantArt
why-care-missing = alguém já tinha removido a mensagem quando quis alterá-la { $at }
why-care-refused = a publicação mudou desde então, mas o Discord não me deixa mais alterar a mensagem
why-care-waits = a publicação mudou desde então, e altero a mensagem assim que o Discord deixar
why-is-on-its-way = a caminho
why-next-try = ainda não publicada, próxima tentativa { $at }; a última falhou: { $why }
why-being-posted = sendo publicada neste momento
why-is-posted = publicada
why-filter-word = o filtro a deixa de fora por { $word }
why-left-out = eu a deixei de fora
why-failed = desisti dela, porque não foi possível publicá-la
why-expired = desisti dela, porque não foi possível publicá-la durante { $days } dias
why-newer-version = uma versão mais nova de mim está cuidando dela
why-younger = este acompanhamento foi adicionado depois que eu vi a publicação
why-unmatched = este acompanhamento a quer como ele está agora, então ela chega logo, ou ele foi alterado depois que eu vi a publicação
why-forgotten = é tão antiga que não sei mais o que aconteceu com ela
why-held-channel = ela espera, porque o canal não aceita minhas mensagens
why-held-channel-since = ela espera, porque o canal parou de aceitar minhas mensagens { $at }
why-discord-says = o Discord diz: { $words }
why-channels-helps = `/channels` ajuda
why-held-mature = ela espera, porque tem conteúdo adulto e o canal está sem restrição de idade
why-held-mature-since = ela espera, porque tem conteúdo adulto e o canal está sem restrição de idade, o que começou { $at }
why-held-paused-until = ela espera, porque o acompanhamento está em pausa até { $until }
why-held-paused = ela espera, porque o acompanhamento está em pausa; `/resume` encerra a pausa
why-suppressed-mature-unwanted = ela tem conteúdo adulto, e este acompanhamento o deixa de fora
why-suppressed-mature-channel = ela tem conteúdo adulto, e o canal não tinha restrição de idade
why-suppressed-filtered = o filtro a deixou de fora, e foi alterado desde então
why-suppressed-same-channel = outro acompanhamento do mesmo canal a publica
why-suppressed-in-digest = uma mensagem sobre várias publicações a inclui na conta
why-suppressed-catch-up = ela já era antiga quando o canal ou o acompanhamento voltou a funcionar
why-suppressed-watch-removed = o acompanhamento foi removido antes
why-suppressed-dropped = alguém descartou o que esperava pelo canal
why-suppressed-announced-before = outro bot já a tinha publicado antes de os acompanhamentos deste servidor serem assumidos
why-suppressed-post-removed = ela foi removida do DeviantArt antes
why-suppressed-post-lost = eu a perdi de vista, e a publico quando a vir de novo
why-before-since = ela é mais antiga do que o que este acompanhamento publica, que começa em { $at }
why-before = ela é mais antiga do que o que aquele acompanhamento publicava
why-not-in-folder = não a encontrei na pasta { $folder }
why-not-in-group = não a encontrei em nenhuma pasta de { $group }
why-another-artist = ela é de outro artista
why-wants-everything = este acompanhamento só quer tudo
why-wants-deviations = este acompanhamento só quer deviations
why-wants-journals = este acompanhamento só quer diários
why-wants-statuses = este acompanhamento só quer atualizações de status e enquetes
why-not-wanted = ela não é o que aquele acompanhamento queria
why-passed-undated = o DeviantArt não informa quando ela saiu, e ela já estava lá quando li as publicações do artista pela primeira vez
why-tags-owed = o filtro pede tags, e o DeviantArt ainda não me informou as desta publicação
why-no-room =
    { $count ->
        [one] Mais { $count } acompanhamento não coube aqui.
       *[other] Mais { $count } acompanhamentos não couberam aqui.
    }
why-vanished = O DeviantArt não mostra nada de { $artist } no momento: a conta está desativada, renomeada ou oculta.
why-not-checked = Ainda não verifiquei { $artist }; isso acontece poucos minutos depois do primeiro acompanhamento.
why-checks-failed = Minhas últimas verificações de { $artist } falharam, então talvez eu ainda não a tenha visto; continuo tentando.
why-checked-without = Verifiquei { $artist }, e ela não estava lá: é mais nova que minha última verificação, foi removida ou nem todos podem vê-la.
why-list-gallery = Galeria
why-list-posts = Diários e atualizações de status
why-list-folder = Pasta
why-list-group = As pastas do grupo
why-list-failed =
    { $count ->
        [1] a última verificação falhou
       *[other] as últimas { $count } verificações falharam
    }
why-list-due = a próxima deve ocorrer agora
why-not-watched = Nenhum acompanhamento que você pode ver aqui é de { $artist }, então nada foi publicado.
why-not-watched-unknown = Nenhum acompanhamento que você pode ver aqui é do artista desta publicação, então nada foi publicado.
why-no-such-title = Não conheço nenhuma publicação recente chamada { $typed } de alguém acompanhado aqui. Cole o link da publicação.

## /status

status-title = Como estão as coisas neste servidor
status-da-refused = **DeviantArt**: ⚠️ recusa meu login; avise a pessoa responsável por este bot
status-da-resting = **DeviantArt**: ⚠️ pediu que eu espere até { $until }, então as publicações chegam mais tarde
status-da-well = **DeviantArt**: ✅ responde
status-da-failing =
    { $count ->
        [one] **DeviantArt**: ⚠️ no momento falham as verificações de { $failing } de { $count } artista; continuo tentando
       *[other] **DeviantArt**: ⚠️ no momento falham as verificações de { $failing } de { $count } artistas; continuo tentando
    }
status-discord-away = **Discord**: ⚠️ não consigo enviar no momento; as novidades ficam guardadas
status-discord-resting = **Discord**: ⚠️ pediu que eu espere, então as publicações chegam mais tarde
status-discord-well = **Discord**: ✅ aceita minhas publicações
status-discord-closed =
    { $count ->
        [one] **Discord**: ⚠️ { $count } canal não aceita todas as minhas publicações: `/channels`
       *[other] **Discord**: ⚠️ { $count } canais não aceitam todas as minhas publicações: `/channels`
    }
status-bot-stuck = **Este bot**: ⚠️ as novas publicações não são repassadas no momento; avise a pessoa responsável por este bot
status-bot-well = **Este bot**: ✅ funciona
status-bot-unchecked =
    { $count ->
        [one] **Este bot**: ✅ funciona; { $count } artista ainda espera a primeira verificação
       *[other] **Este bot**: ✅ funciona; { $count } artistas ainda esperam a primeira verificação
    }
status-speed-none = **Velocidade**: nenhuma publicação nova chegou nos últimos 7 dias
status-speed-one = **Velocidade**: a única publicação dos últimos 7 dias chegou { $half } depois de sair
status-speed =
    { $count ->
        [one] **Velocidade**: de { $count } publicação dos últimos 7 dias, metade chegou em até { $half } depois de sair, todas em até { $most }
       *[other] **Velocidade**: de { $count } publicações dos últimos 7 dias, metade chegou em até { $half } depois de sair, todas em até { $most }
    }
status-speed-many =
    { $count ->
        [one] **Velocidade**: de { $count } publicação dos últimos 7 dias, metade chegou em até { $half } depois de sair, 99 de 100 em até { $most }
       *[other] **Velocidade**: de { $count } publicações dos últimos 7 dias, metade chegou em até { $half } depois de sair, 99 de 100 em até { $most }
    }
status-seconds =
    { $count ->
        [one] { $count } segundo
       *[other] { $count } segundos
    }
status-minutes =
    { $count ->
        [one] { $count } minuto
       *[other] { $count } minutos
    }
status-hours =
    { $count ->
        [one] { $count } hora
       *[other] { $count } horas
    }
status-days =
    { $count ->
        [one] { $count } dia
       *[other] { $count } dias
    }
status-open-nothing = **Em espera**: nada
status-open-waiting = **Em espera**: { $waiting } a caminho
status-open-held = **Em espera**: { $held } por um canal ou por um acompanhamento em pausa
status-open-both = **Em espera**: { $waiting } a caminho, { $held } por um canal ou por um acompanhamento em pausa
status-open-later = **Para mais tarde**: { $count }, para um resumo ou o fim das horas de silêncio
status-unpublished =
    { $count ->
        [one] **Anúncios**: 1 mensagem dos últimos 7 dias ficou sem publicar; o Discord publica 10 por canal a cada hora
       *[other] **Anúncios**: { $count } mensagens dos últimos 7 dias ficaram sem publicar; o Discord publica 10 por canal a cada hora
    }
status-more-than = mais de { $count }
status-gallery = galeria
status-posts = diários e status
status-folder = pasta
status-checked = verificação { $at }
status-failed = ⚠️ a última verificação falhou, a anterior foi { $at }
status-unchecked = ainda sem verificação
status-next = próxima { $at }
status-next-due = próxima agora
status-artists =
    { $count ->
        [one] { $count } artista
       *[other] { $count } artistas
    }

## O que se diz a um servidor quando publicações não podem ser entregues

broken-title = **Há publicações que não podem ser entregues aqui.**
broken-title-folders = **Artistas excluíram pastas acompanhadas neste servidor.**
broken-closed = • { $channels }: não posso publicar lá. O Discord diz: { $reason }
broken-needs-tag = • { $channels }: lá cada postagem precisa de uma tag, e nenhuma serve. Adicione uma chamada DeviantArt que todos possam usar
broken-closed-otherwise = • { $channels }: não posso publicar lá, por outros motivos
broken-unrestricted = • { $channels }: sem restrição de idade, conteúdo adulto espera
broken-unnamed =
    { $count ->
        [one] • { $count } canal que nem todos aqui veem
       *[other] • { $count } canais que nem todos aqui veem
    }
broken-ended =
    { $count ->
        [one] • { $place }: { $count } publicação, sem entrega por { $days } dias, expirou
       *[other] • { $place }: { $count } publicações, sem entrega por { $days } dias, expiraram
    }
broken-ended-elsewhere =
    { $count ->
        [one] • Em outros canais, { $count } publicação, sem entrega por { $days } dias, expirou
       *[other] • Em outros canais, { $count } publicações, sem entrega por { $days } dias, expiraram
    }
broken-folder =
    { $namesake ->
        [yes] • { $place }: { $artist } excluiu a pasta { $folder }, acompanhada lá. Há uma nova com esse nome: use `/watch` para a nova e `/unwatch` para a antiga.
       *[no] • { $place }: { $artist } excluiu a pasta { $folder }, acompanhada lá. `/unwatch` remove o acompanhamento.
    }
broken-folders =
    { $count ->
        [one] • Mais { $count } pasta acompanhada foi excluída; `/watches` mostra qual
       *[other] • Mais { $count } pastas acompanhadas foram excluídas; `/watches` mostra quais
    }
broken-kept = As novidades de lá ficam guardadas por { $days } dias, e eu as entrego assim que puder.
broken-permissions = Lá preciso das permissões Ver canal, Enviar mensagens e Inserir links (em um tópico, Enviar mensagens em tópicos).
broken-mark-as-restricted = Para conteúdo adulto, ative a restrição de idade nas configurações do canal.
broken-leave-watches = Deixe os acompanhamentos como estão até lá: `/unwatch` descarta o que está guardado, e um novo `/watch` em outro canal começa com o que sair depois dele.
broken-more-channels =
    { $count ->
        [one] mais { $count } canal
       *[other] mais { $count } canais
    }

## O que se diz a um canal

unsure-title = Algumas publicações estão retidas
unsure-held =
    Não sei quais de algumas publicações antigas já anunciei aqui, porque { $why }. Para que nenhuma chegue duas vezes, eu as retenho; as publicações novas chegam como sempre.
    Deixe-me ver o histórico de mensagens deste canal, e verifico de novo dentro de uma hora: o que faltar é publicado então.
unsure-many = desde então foram enviadas aqui mais de { $count } mensagens
unsure-hidden = não posso ler o histórico de mensagens deste canal
unsure-unread = o Discord não me mostra as mensagens deste canal e diz: { $reason }
unsure-refused = o Discord recusa a mensagem e diz: { $reason }
