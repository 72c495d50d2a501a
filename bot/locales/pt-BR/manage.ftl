### As palavras do DeviantCord, em Fluent (https://projectfluent.org/fluent/guide/).

## /watches, /unwatch e /edit

list-title = O que este servidor acompanha
list-previous = Anterior
list-next = Próxima
list-old-button = Este botão expirou. Use o comando de novo.
list-old-button-of = Este botão expirou. Use { $command } de novo.
list-not-yours = Isto foi feito para outra pessoa. Use você mesmo { $command }.
list-everything = tudo
list-deviations = deviations
list-journals = diários
list-statuses = atualizações de status
list-folder = pasta { $folder }
list-whole-group = grupo inteiro
list-short = { $artist }, { $part }
list-mature = conteúdo adulto também
list-filter = só { $filter }
list-compact = compacto
list-link = só o link
list-line = linha própria
list-mentions = menciona { $role }
list-mentions-gone = não menciona ninguém: o cargo não existe mais
list-folder-deleted = ⚠️ o artista excluiu esta pasta
list-folder-renewed = ⚠️ o artista excluiu esta pasta e tem uma nova com esse nome: `/watch` na nova, `/unwatch` nesta
list-broken = ⚠️ não consigo publicar lá: `/channels`
list-paused = ⏸️ em pausa
list-paused-until = ⏸️ em pausa até { $until }
list-dated = { $choice } · desde { $date }
list-and-more = { $names } e mais { $count }
list-page = Página { $page } de { $pages }
list-empty = Este servidor ainda não acompanha ninguém. Para começar, use `/watch` com o nome de um artista.
list-none-visible = Você não pode ver nenhum acompanhamento deste servidor.
list-idle-since = última publicação { $at }
list-idle-never = nenhuma publicação ainda
list-none-fits = Nenhum acompanhamento corresponde a isso. `/watches` lista todos.
list-only-these =
    { $count ->
        [one] { $count } acompanhamento fica como está: é de um canal que você não pode ver.
       *[other] { $count } acompanhamentos ficam como estão: são de canais que você não pode ver.
    }
list-unseen =
    { $count ->
        [one] { $count } acompanhamento é de um canal que você não pode ver.
       *[other] { $count } acompanhamentos são de canais que você não pode ver.
    }
list-more-unseen =
    { $count ->
        [one] Mais { $count } acompanhamento é de um canal que você não pode ver.
       *[other] Mais { $count } acompanhamentos são de canais que você não pode ver.
    }
list-removed = ✅ Removido: { $watch }. As publicações não aparecem mais em { $place }.
list-no-such-watch = Esse acompanhamento não existe. `/watches` lista todos.
list-nothing-of = Não há nenhum acompanhamento de { $name } aqui. `/watches` lista todos.

## O painel de um acompanhamento

panel-style = Estilo e horários
panel-back = Voltar
panel-leave-out = Deixar conteúdo adulto de fora
panel-include = Conteúdo adulto também
panel-veil = Conteúdo adulto, sem imagem onde preciso
panel-elsewhere = Conteúdo adulto em um canal próprio
panel-choose-ping = Mencionar um cargo
panel-choose-channel = Mover para outro canal
panel-choose-watch = Alterar um acompanhamento
panel-change = Alterar
panel-no-ping = Não mencionar ninguém
panel-inherited = como o servidor
panel-as-server = Como o servidor: { $value }
panel-ping-as-server = Menção como o servidor
panel-title = Este acompanhamento
panel-changed = ✅ Alterado. Vale para o que chegar de agora em diante.
panel-no-card = Não anunciei nenhuma publicação nessa mensagem. Use isto em uma mensagem em que anunciei.
panel-card-without-watch = O acompanhamento que trouxe isto foi removido, então não há nada para alterar. `/watches` lista os que restam.
panel-artist = Artista: { $artist }
panel-posts = Publicações: { $posts }
panel-folder = deviations na pasta { $folder }
panel-whole-group = deviations em todas as pastas do grupo
panel-everything = tudo
panel-deviations = deviations (imagens, literatura, vídeos)
panel-journals = diários
panel-statuses = atualizações de status e enquetes
panel-filter = Filtro: { $filter }
panel-channel = Canal: { $channel }
panel-forum = Fórum: uma postagem para cada obra; acima de dez de uma vez, o resto em uma lista
panel-mature-in = Conteúdo adulto: incluído
panel-mature-veiled = Conteúdo adulto: sem imagem e sem texto onde não há restrição de idade
panel-mature-elsewhere = Conteúdo adulto: no canal que o servidor tem para isso
panel-mature-nowhere = Conteúdo adulto: em espera, porque o servidor não tem um canal para isso: `/settings`
panel-mature-out = Conteúdo adulto: deixado de fora
panel-mentions-nobody = Menciona: ninguém
panel-mentions-gone = Menciona: ninguém, o cargo não existe mais
panel-mentions = Menciona: { $role }
panel-style-compact = Estilo: compacto
panel-style-link = Estilo: só o link
panel-style-line = Estilo: { $template }
panel-posting = Agora: publicando
panel-paused = Agora: ⏸️ em pausa até você retomar
panel-paused-until = Agora: ⏸️ em pausa até { $until }
panel-moved = ✅ Movido.
panel-along =
    { $count ->
        [one] { $count } mensagem que esperava vai junto.
       *[other] { $count } mensagens que esperavam vão junto.
    }
panel-silent = O cargo não é mencionado lá, porque você ou eu não podemos mencioná-lo.
panel-same = { $place } já recebe isto: { $watch }. Em vez disso, remova um dos dois.
panel-you-cannot-write = Você não pode escrever em { $place }, então não pode alterar o que é publicado lá. Quem pode, ou quem gerencia esse canal ou seus webhooks, consegue.

## /pause e /resume

pause-resume = Retomar
pause-pause = Pausar
pause-watch-in = { $watch } em { $place }
pause-watches =
    { $count ->
        [one] { $count } acompanhamento
       *[other] { $count } acompanhamentos
    }
pause-paused = ⏸️ Em pausa: { $what }.
pause-paused-until = ⏸️ Em pausa até { $until }: { $what }.
pause-meanwhile-all = O que sair enquanto isso espera por até { $days } dias e chega quando você retomar.
pause-meanwhile-newest =
    { $count ->
        [1] Do que sair enquanto isso, só o mais recente chega quando você retomar.
       *[other] Do que sair enquanto isso, só as { $count } publicações mais recentes chegam quando você retomar.
    }
pause-meanwhile-skip = O que sair enquanto isso não chega depois.
pause-meanwhile-mixed = O que sair enquanto isso espera por até { $days } dias; o que chega quando você retomar depende de cada acompanhamento.
pause-resumed = ▶️ Retomado: { $what }.
pause-waited =
    { $count ->
        [0] Nada estava esperando.
        [1] A mensagem que estava esperando chega agora.
       *[other] As { $count } mensagens que estavam esperando chegam agora.
    }
pause-resumed-some = ⚠️ Retomei { $count } de { $all } acompanhamentos, e então algo deu errado. Use `/resume` de novo para os demais.
pause-stay-paused =
    { $count ->
        [one] { $count } acompanhamento continua em pausa, porque você não pode escrever no canal dele.
       *[other] { $count } acompanhamentos continuam em pausa, porque você não pode escrever nos canais deles.
    }
pause-you-cannot-write = Você não pode escrever em { $place }, então não pode fazer publicações voltarem a ser enviadas para lá. Quem pode, ou quem gerencia esse canal ou seus webhooks, consegue retomar.
pause-none = Nenhum destes está em pausa. `/watches only: paused` lista os que estão.
pause-not-a-time = Não entendo que momento é { $typed }. Escreva por exemplo `2h`, `3d`, `2026-12-24` ou `24 Dec 18:00` (as datas são em { $zone }).
pause-ambiguous = { $typed } pode ser duas datas diferentes. Escreva como ano-mês-dia, por exemplo `2026-12-24`.
pause-past = { $typed } está no passado. Escreva quanto tempo a partir de agora, por exemplo `2h` ou `3d`, ou uma data futura.
pause-too-far = { $typed } fica a mais de um ano daqui. Deixe `for` de fora para pausar até você usar `/resume`.

## /move

moving-go = Mover
moving-same-channel = Eles já publicam lá. Escolha outro canal em `to`.
moving-choice =
    { $count ->
        [one] #{ $name } ({ $count } acompanhamento)
       *[other] #{ $name } ({ $count } acompanhamentos)
    }
moving-choice-gone =
    { $count ->
        [one] Um canal que não existe mais ou que não posso ver ({ $count } acompanhamento)
       *[other] Um canal que não existe mais ou que não posso ver ({ $count } acompanhamentos)
    }
moving-no-channel = Não sei que canal é { $typed }. Escolha na lista ou digite como #canal.
moving-nothing = Nada pode ser movido de { $from } para { $to }.
moving-question =
    { $count ->
        [one] Mover { $count } acompanhamento de { $from } para { $to }?
       *[other] Mover { $count } acompanhamentos de { $from } para { $to }?
    }
moving-waiting-along =
    { $count ->
        [one] { $count } mensagem que espera vai junto.
       *[other] { $count } mensagens que esperam vão junto.
    }
moving-same = • Não podem ser movidos, porque { $to } já recebe o mesmo: { $watches }
moving-mature = • Não podem ser movidos, porque trazem conteúdo adulto e { $to } não tem restrição de idade: { $watches }
moving-silent =
    { $count ->
        [one] • { $count } acompanhamento não vai mencionar o cargo lá, porque você ou eu não podemos mencioná-lo
       *[other] • { $count } acompanhamentos não vão mencionar o cargo lá, porque você ou eu não podemos mencioná-lo
    }
moving-moved =
    { $count ->
        [one] ✅ { $count } acompanhamento movido para { $to }.
       *[other] ✅ { $count } acompanhamentos movidos para { $to }.
    }
moving-along =
    { $count ->
        [1] A mensagem que esperava vai junto.
       *[other] As { $count } mensagens que esperavam vão junto.
    }
moving-moved-some = ⚠️ Movi { $count } de { $all } acompanhamentos, e então algo deu errado. Use `/move` de novo para os demais.

## /channels

channels-title = Canais onde as publicações precisam esperar
channels-choose = Fazer algo a respeito de um canal
channels-move-to = Mover o que publica lá para…
channels-try-now = Tentar agora
channels-drop-waiting = Descartar o que espera
channels-drop = Descartar
channels-keep = Manter
channels-all-well =
    { $hidden ->
        [0] ✅ Todos os canais aceitam minhas publicações.
        [1] ✅ Todos os canais que você pode ver aceitam minhas publicações. 1 que você não pode ver não aceita.
       *[other] ✅ Todos os canais que você pode ver aceitam minhas publicações. { $hidden } que você não pode ver não aceitam.
    }
channels-more-same =
    { $count ->
        [one] Mais { $count } canal com o mesmo problema
       *[other] Mais { $count } canais com o mesmo problema
    }
channels-more-hidden =
    { $count ->
        [one] { $count } outro canal que você não pode ver
       *[other] { $count } outros canais que você não pode ver
    }
channels-more = { $what }.
channels-more-both = { $same }, e { $hidden }.
channels-choice = #{ $name } ({ $count } em espera)
channels-choice-gone = Um canal que não existe mais ou que não posso ver ({ $count } em espera)
channels-not-restricted = não tem restrição de idade, e o conteúdo adulto começou a esperar { $since }
channels-deleted = foi excluído { $since }
channels-needs-tag = passou a pedir uma tag em cada postagem { $since }, e nenhuma serve: adicione uma chamada DeviantArt que todos possam usar
channels-closed = parou de aceitar minhas mensagens { $since }; o Discord diz: { $reason }
channels-waiting =
    { $count ->
        [0] nenhuma mensagem espera por ele
        [1] 1 mensagem espera
       *[other] { $count } mensagens esperam
    }
channels-works = ✅ { $place } aceita minhas publicações.
channels-trying = Estou tentando { $place } agora. Se funcionar, o que espera chega sozinho; se não, esta lista avisa em um minuto.
channels-drop-question =
    { $count ->
        [1] Descartar a mensagem que espera por { $place }? O que você descarta nunca chega. Se nada for feito, ela é guardada por { $days } dias e chega quando o canal a aceitar.
       *[other] Descartar as { $count } mensagens que esperam por { $place }? O que você descarta nunca chega. Se nada for feito, elas são guardadas por { $days } dias e chegam quando o canal as aceitar.
    }
channels-dropped =
    { $count ->
        [0] Nada estava esperando por { $place }.
        [one] ✅ { $count } mensagem para { $place } descartada.
       *[other] ✅ { $count } mensagens para { $place } descartadas.
    }

## Vários acompanhamentos de uma vez

removal-remove = Remover
removal-undo = Desfazer
removal-too-late = Não dá mais para desfazer isto. Use `/watch` para adicionar de novo.
removal-all-of-artist =
    { $count ->
        [1] Remover o acompanhamento de { $artist }?
       *[other] Remover todos os { $count } acompanhamentos de { $artist }? Para manter alguns, escolha um no menu que aparece enquanto você digita.
    }
removal-all-of-channel =
    { $count ->
        [1] Remover o único acompanhamento que publica em { $place }?
       *[other] Remover todos os { $count } acompanhamentos que publicam em { $place }?
    }
removal-choice-of-artist = Tudo de { $artist } ({ $count } acompanhamentos)
removal-choice-of-channel = Tudo em #{ $name } ({ $count } acompanhamentos)
removal-removed = ✅ { $count } acompanhamentos removidos.
removal-removed-some = ⚠️ Removi { $count } de { $all } acompanhamentos, e então algo deu errado. Use o comando de novo para os demais.
removal-restored-none = Nada foi restaurado. Talvez os mesmos acompanhamentos já existam, este servidor tenha atingido seu limite de acompanhamentos ou eu não tenha conseguido confirmar que você pode publicar nos canais deles.
removal-restored-one = ✅ De volta: { $watch } em { $place }. As publicações que estavam esperando ainda chegam. As que saíram enquanto estava removido talvez não.
removal-restored-all = ✅ Todos os { $all } acompanhamentos estão de volta. As publicações que estavam esperando ainda chegam. As que saíram enquanto estavam removidos talvez não.
removal-restored-some = ✅ { $count } de { $all } acompanhamentos restaurados. Os outros já existem, passam do limite deste servidor ou publicam onde não consegui confirmar que você pode escrever.

## /export e /import

file-not-fetched = Não consegui obter esse arquivo do Discord. Tente de novo.
file-stopped = Esta importação foi interrompida. Importe o arquivo de novo se ainda quiser os acompanhamentos dele.
file-no-time = não sobrou tempo para isto; importe o arquivo de novo.
file-unseen =
    { $count ->
        [one] Mais { $count } publica em um canal que você não pode ver e fica de fora.
       *[other] Mais { $count } publicam em canais que você não pode ver e ficam de fora.
    }
file-exported =
    { $count ->
        [one] Aqui está { $count } acompanhamento deste servidor; `/import` o adiciona de novo.
       *[other] Aqui estão { $count } acompanhamentos deste servidor; `/import` os adiciona de novo.
    }
file-nothing-to-export = Ainda não há nada para exportar.
file-which = Use um arquivo do `/export` ou um arquivo de texto com um artista por linha.
file-large = Esse arquivo tem mais de 1 MB.
file-binary = Esse arquivo não contém texto.
file-json = Não consigo ler esse arquivo a partir da linha { $line }.
file-newer = Uma versão mais nova deste bot escreveu esse arquivo, então não consigo lê-lo.
file-many = Esse arquivo traz { $count } acompanhamentos, e aceito 500 de uma vez. Divida o arquivo.
file-empty = Esse arquivo não traz nenhum nome.
file-wrong-channel = o canal indicado não é deste servidor.
file-wrong-what = não sei de que publicações se trata.
file-wrong-role = este servidor não tem o cargo a mencionar.
file-wrong-word = não sei o que { $word } significa.
file-add =
    { $count ->
        [one] Adicionar { $count } acompanhamento
       *[other] Adicionar { $count } acompanhamentos
    }
file-more = ❌ mais { $count }
file-already =
    { $count ->
        [one] ⚠️ { $count } já existe.
       *[other] ⚠️ { $count } já existem.
    }
file-plan-nothing = Este arquivo não adicionaria nada.
file-plan =
    { $count ->
        [one] Este arquivo adicionaria { $count } acompanhamento:
       *[other] Este arquivo adicionaria { $count } acompanhamentos:
    }
file-here = aqui
file-more-channels = e em mais { $count } canais
file-progress = Adicionando acompanhamentos: { $count } de { $all } prontos…
file-imported =
    { $count ->
        [one] ✅ { $count } acompanhamento adicionado.
       *[other] ✅ { $count } acompanhamentos adicionados.
    }

## /settings

settings-title = Configurações deste servidor
settings-leave-out = deixado de fora
settings-mature-where-restricted = Só em canais com restrição de idade
settings-choose-notices = Onde avisar de problemas
settings-choose-mature-channel = Canal para conteúdo adulto
settings-reset = Voltar aos padrões
settings-saved = ✅ Salvo.
settings-handed-down =
    { $count ->
        [one] { $count } acompanhamento muda junto.
       *[other] { $count } acompanhamentos mudam junto.
    }
settings-kept =
    { $count ->
        [one] { $count } acompanhamento mantém seus tipos de publicação, porque outro no canal dele já tem os novos.
       *[other] { $count } acompanhamentos mantêm seus tipos de publicação, porque outros nos canais deles já têm os novos.
    }
settings-language-name = Português (Brasil)
settings-language =
    { $default ->
        [yes] **Idioma** dos cartões e avisos: { $language }, o deste servidor no Discord (padrão)
       *[no] **Idioma** dos cartões e avisos: { $language }
    }
settings-as-in-discord = Como no Discord ({ $language })
settings-of-watches = Todos os acompanhamentos…
settings-notices-default = **Problemas** são avisados no canal de atualizações da comunidade ou, se não houver, onde o Discord publica suas próprias mensagens (padrão).
settings-notices = **Problemas** são avisados em { $place }.
settings-mature-channel-default = **Conteúdo adulto** não tem um canal próprio (padrão).
settings-mature-channel = **Conteúdo adulto** vai para { $place } onde o acompanhamento quer assim.
settings-deleted =
    { $default ->
        [yes] **Quando uma publicação é excluída** no DeviantArt, { $what } (padrão).
       *[no] **Quando uma publicação é excluída** no DeviantArt, { $what }.
    }
settings-deleted-strike-out = a imagem sai e o título é riscado
settings-deleted-remove = a mensagem é removida
settings-deleted-leave = a mensagem fica como está
settings-strike-out = Publicações excluídas: riscar
settings-remove = Remover
settings-leave = Deixar
settings-zone-default = **Fuso horário:** UTC (padrão). `/settings timezone` define outro.
settings-zone = **Fuso horário:** { $zone }, onde agora são { $time }.
settings-zone-unknown = Não conheço nenhum fuso horário chamado { $typed }. Escolha um da lista ou escreva uma cidade dele, por exemplo `Berlin` ou `New York`.
settings-defaults = **Todos os acompanhamentos** fazem isto onde não dizem outra coisa; uma mudança aqui os muda na hora.
settings-what =
    { $default ->
        [yes] **Publicações:** { $what } (padrão)
       *[no] **Publicações:** { $what }
    }
settings-mature =
    { $default ->
        [yes] **Conteúdo adulto:** { $mature } (padrão)
       *[no] **Conteúdo adulto:** { $mature }
    }
settings-ping-default = **Mencionar:** ninguém (padrão)
settings-ping = **Mencionar:** { $role }

## /forget

forget-title = Apagar tudo deste servidor
forget-field = O nome deste servidor
forget-placeholder = Todos os acompanhamentos e configurações somem, e nada os traz de volta
forget-type-again = Digitar de novo
forget-no-name = O Discord não me informa o nome deste servidor no momento, então nada foi apagado. Tente de novo em um minuto.
forget-nothing = Não havia nada para apagar: não sei nada deste servidor.
forget-other-name = Esse não é o nome deste servidor, então nada foi apagado. O nome é { $name }.
forget-hidden =
    { $count ->
        [one] Nada foi apagado: { $count } acompanhamento publica em canais que você não pode ver. Quem vê todos eles, como um administrador, consegue fazer isto.
       *[other] Nada foi apagado: { $count } acompanhamentos publicam em canais que você não pode ver. Quem vê todos eles, como um administrador, consegue fazer isto.
    }
forget-erased =
    { $count ->
        [0] ✅ Apaguei tudo deste servidor. O que publiquei fica nos seus canais; use `/watch` para começar de novo.
        [1] ✅ Apaguei tudo deste servidor, com seu único acompanhamento. O que publiquei fica nos seus canais; use `/watch` para começar de novo.
       *[other] ✅ Apaguei tudo deste servidor, com seus { $count } acompanhamentos. O que publiquei fica nos seus canais; use `/watch` para começar de novo.
    }

## /help

help-title = Novas publicações do DeviantArt nos seus canais
help-walk-through =
    1\. Vá ao canal que deve receber as publicações, use { $watch } e digite o nome de um artista.
    2\. A partir daí, cada nova publicação desse artista aparece lá, uma só vez e logo.
    3\. { $watches } lista o que você acompanha, { $unwatch } encerra.

    Conteúdo adulto só vai para canais com restrição de idade. Você define quem pode usar estes comandos em Config. do servidor › Integrações; no início, todos com Gerenciar servidor podem.
help-command = { $command }: { $description }.
help-message-command = **{ $name }**: clique com o botão direito em um dos meus cartões (no celular, mantenha pressionado) e depois em Apps.
help-option =
    { $required ->
        [yes] { $name }: { $description }
       *[no] { $name } (opcional): { $description }
    }
help-no-topic = Não existe o comando { $topic }. Use `/help` sem um tópico para ver todos.

## When the posts of a watch come: its panel, the list, and /why

times-times = Horários
times-quiet-hours = Horas de silêncio
times-quiet-as-server = Silêncio como o servidor
times-silently = Silêncio: sem som
times-afterwards = Silêncio: depois
times-at-once = Cada publicação na hora
times-each-hour = Um resumo a cada hora
times-each-day = Um resumo por dia
times-each-week = Um resumo por semana
times-monday = Segunda-feira
times-tuesday = Terça-feira
times-wednesday = Quarta-feira
times-thursday = Quinta-feira
times-friday = Sexta-feira
times-saturday = Sábado
times-sunday = Domingo
times-late-all = Depois de uma pausa: tudo, mais de 5 publicações como lista
times-late-each = Depois de uma pausa: tudo, cada publicação como sempre
times-late-newest =
    { $count ->
        [1] Depois de uma pausa: só a publicação mais recente
       *[other] Depois de uma pausa: só as { $count } publicações mais recentes
    }
times-late-skip = Depois de uma pausa: nada do que saiu enquanto isso
times-label = De e até (vazio: sem horas de silêncio)
times-placeholder = 22:00-08:00
times-unclear = Não entendo { $typed } como horas de silêncio. Escreva quando começam e quando terminam, por exemplo `22:00-08:00`, ou nada para não ter nenhuma.
times-hourly = Ritmo: um resumo a cada hora
times-daily = Ritmo: um resumo por dia às { $hour } ({ $zone })
times-weekly = Ritmo: um resumo por semana, { $day } às { $hour } ({ $zone })
times-quiet-silently = Horas de silêncio: { $hours } ({ $zone }), as publicações chegam sem som
times-quiet-afterwards = Horas de silêncio: { $hours } ({ $zone }), as publicações chegam juntas depois
times-quiet-until = Agora: 🌙 silêncio até { $until }
times-next = Agora: reunindo, o próximo resumo chega { $at }
times-list-hourly = resumo por hora
times-list-daily = resumo diário
times-list-weekly = resumo semanal
times-list-quiet = 🌙 { $hours }
times-why-digest = ela espera pelo resumo do acompanhamento, { $at }
times-why-quiet = ela espera o fim das horas de silêncio do acompanhamento, { $until }
