### As palavras do DeviantCord, em Fluent (https://projectfluent.org/fluent/guide/).

## Dentro de frases

format-nothing = (nada)
format-no-name = (sem nome)

## O que há de errado com um canal ou um cargo

place-not-ready = O Discord não está me informando os canais deste servidor no momento. Tente de novo em um minuto.
place-ping-everyone = Nunca menciono everyone. Escolha um cargo para quem quer ser avisado.
permission-view-channel = Ver canal
permission-send-messages = Enviar mensagens
permission-send-messages-in-threads = Enviar mensagens em tópicos
permission-create-posts = Criar postagens
permission-embed-links = Inserir links
permission-read-message-history = Ver histórico de mensagens
permission-connect = Conectar
place-missing =
    { $count ->
        [1] Ainda não posso publicar em { $place }. Preciso de { $list } lá: conceda-me essa permissão nas configurações do canal e tente de novo.
       *[other] Ainda não posso publicar em { $place }. Preciso de { $list } lá: conceda-me essas permissões nas configurações do canal e tente de novo.
    }
place-wrong-kind = As publicações não podem ir para { $place }, porque esse canal não contém mensagens. Escolha um canal de texto ou de anúncios, um fórum ou um tópico.
place-needs-tag = Cada postagem em { $place } precisa de uma tag, e nenhuma das tags de lá serve para { $kinds }. Adicione uma tag chamada **DeviantArt** que todos possam usar e tente de novo.
place-elsewhere = Esse canal não é deste servidor, ou não posso vê-lo. Se ele for daqui, conceda-me { $list } e { $last } lá e tente de novo.
place-hidden = Você não pode ver { $place } ({ $list }), então não pode fazer publicações serem enviadas para lá. Alguém que veja esse canal pode fazer isso.
place-you-cannot-write = Você não pode escrever em { $place } ({ $list }), então não pode fazer publicações serem enviadas para lá. Quem pode, ou quem gerencia esse canal ou seus webhooks, consegue fazer isto.
place-not-invited = Meus comandos estão neste servidor, mas eu não. Alguém que gerencie o servidor pode [me convidar]({ $link }); depois tente de novo.
place-in-time-out = Estou de castigo neste servidor até { $until } e não posso publicar antes disso. Um moderador pode encerrar o castigo; depois tente de novo.
place-not-in-thread = Não estou no tópico privado { $place }. Mencione-me lá para me adicionar e tente de novo.
place-ping-managed = { $role } pertence a um bot ou a outra integração, então ninguém pode ter esse cargo. Escolha um cargo que as pessoas possam ter.
place-ping-not-allowed = Você não pode mencionar { $role } em { $place }. Quem pode mencionar todos os cargos lá consegue fazer isto, ou tornar o cargo mencionável nas configurações do servidor.
place-bot-cannot-ping = Não posso mencionar { $role } em { $place }. Torne o cargo mencionável nas configurações do servidor, ou conceda-me **Mencionar @everyone, @here e todos os cargos** nesse canal.

## /watch

watch-again = Tentar de novo
watch-check = Verificar de novo
watch-without-folder = Sem a pasta
watch-leave-out = Deixar conteúdo adulto de fora
watch-veil = Cartão sem imagem
watch-elsewhere = Canal adulto
watch-choose-channel = Escolher outro canal
watch-choose-role = Escolher um cargo para mencionar
watch-folder-holds-deviations = Pastas só contêm deviations. Deixe `folder` de fora ou defina `what` como deviations.
watch-posts-everything = imagens, diários e atualizações de status
watch-posts-deviations = imagens, literatura e vídeos
watch-posts-journals = diários
watch-posts-statuses = atualizações de status e enquetes
watch-choose-folder = Escolha uma pasta
watch-choose-folder-page = Escolha uma pasta (página { $page } de { $pages })
watch-added =
    { $ping ->
        [none] ✅ As novas publicações de { $artist } agora vão aparecer em { $place }: { $kinds }.
       *[other] ✅ As novas publicações de { $artist } agora vão aparecer em { $place } e mencionar { $ping }: { $kinds }.
    }
watch-added-folder =
    { $ping ->
        [none] ✅ As novas deviations na pasta { $folder } de { $artist } agora vão aparecer em { $place }.
       *[other] ✅ As novas deviations na pasta { $folder } de { $artist } agora vão aparecer em { $place } e mencionar { $ping }.
    }
watch-added-group =
    { $ping ->
        [none] ✅ As novas deviations em todas as pastas do grupo { $group } agora vão aparecer em { $place }.
       *[other] ✅ As novas deviations em todas as pastas do grupo { $group } agora vão aparecer em { $place } e mencionar { $ping }.
    }
watch-filtered = Só as que { $filter } deixa passar.
watch-from-now-on = Você recebe as novas publicações de agora em diante. `/unwatch` para o envio.
watch-mature-included = Conteúdo adulto está incluído.
watch-mature-veiled = Conteúdo adulto aparece sem imagem e sem texto enquanto { $place } não tiver restrição de idade.
watch-mature-elsewhere = Conteúdo adulto vai para o canal que o servidor tem para isso.
watch-mature-left-out = Conteúdo adulto fica de fora, como você pediu.
watch-mature-not-restricted = Conteúdo adulto fica de fora porque { $place } não tem restrição de idade.
watch-duplicate = { $place } já recebe isto: { $watch }. Em vez disso, dá para alterá-lo.
watch-adds-nothing-everything = { $place } já recebe tudo de { $artist }, então isto não adicionaria nada. Para mencionar um cargo em algumas das publicações, use `ping`.
watch-adds-nothing-deviations = { $place } já recebe todas as deviations de { $artist }, então isto não adicionaria nada. Para mencionar um cargo em algumas das publicações, use `ping`.
watch-adds-nothing-journals = { $place } já recebe todos os diários de { $artist }, então isto não adicionaria nada. Para mencionar um cargo em algumas das publicações, use `ping`.
watch-adds-nothing-statuses = { $place } já recebe todas as atualizações de status de { $artist }, então isto não adicionaria nada. Para mencionar um cargo em algumas das publicações, use `ping`.
watch-too-many =
    { $count ->
        [one] Este servidor tem { $count } acompanhamento, o máximo que pode ter. Remova um com `/unwatch` e tente de novo.
       *[other] Este servidor tem { $count } acompanhamentos, o máximo que pode ter. Remova um com `/unwatch` e tente de novo.
    }
watch-idle = Mostrar os inativos mais antigos
watch-not-served = As pessoas responsáveis por este bot decidiram não publicar { $artist } aqui. Fale com elas se achar que é um engano.
watch-not-a-name = { $typed } não é um nome que o DeviantArt use. Digite o nome que está no endereço do perfil, ou cole o endereço, por exemplo `https://www.deviantart.com/name`.
watch-other-site = { $typed } não é um endereço do DeviantArt. Só posso acompanhar artistas no DeviantArt.
watch-page = Esse link mostra { $shows }, e não um artista no DeviantArt. Abra a página do artista e cole o link dela.
watch-post-by-number = Esse link não diz de quem é a publicação, e o DeviantArt não me informa. Abra a publicação, clique no nome do artista e cole o link dessa página.
watch-folder-by-number = Esse link só tem o número da pasta, que o DeviantArt não procura para mim. Abra a pasta no DeviantArt e cole o link dessa página, ou escolha a pasta no menu de `folder`.
watch-several-artists = Esses links levam a vários artistas no DeviantArt. Cole o link de um deles.
watch-unknown-artist = Não encontrei { $name } no DeviantArt.
watch-did-you-mean = Você quis dizer { $names }?
watch-spelling-link = Confira a grafia: { $link } abre no seu navegador?
watch-spelling = Confira a grafia: é o nome que está no endereço do perfil.
watch-not-known-here = Ainda não conheço { $name }, e não posso procurar novos artistas porque funciono sem acesso ao DeviantArt. Avise a pessoa responsável por este bot.
watch-group-without-folders = { $group } é um grupo que ainda não tem pastas. Se você acompanhar o grupo inteiro, o que chegar depois às pastas vai aparecer.
watch-group = { $group } é um grupo. Qual das pastas?
watch-whole-group = O grupo inteiro
watch-group-holds-deviations = Do grupo { $group } eu só vejo as deviations das pastas. Deixe `what` de fora ou defina como deviations.
watch-unknown-folder = { $artist } não tem nenhuma pasta chamada { $typed }.
watch-no-folders = Nenhuma pasta é mostrada.
watch-folders = As pastas: { $names }.
watch-ambiguous-folder = { $artist } tem várias pastas chamadas { $typed }: { $names }. Qual delas?
watch-not-age-restricted = { $place } não tem restrição de idade, então conteúdo adulto não pode ir para lá. Ative a restrição de idade nas configurações do canal (um tópico segue seu canal), escolha outro canal ou deixe o conteúdo adulto de fora.
watch-no-mature-channel = Este servidor ainda não tem um canal para conteúdo adulto. Escolha um em `/settings`.
watch-mature-channel-open = { $place } não tem restrição de idade, então não pode ser o canal do conteúdo adulto. Ative a restrição de idade nas configurações do canal ou escolha outro em `/settings`.

# O que um link mostra, dentro de watch-page.
page-account-settings = as configurações da conta
page-chat = um chat
page-comments = comentários
page-deviantarts-front-page = a página inicial do DeviantArt
page-download = um download
page-embedded-post = uma publicação incorporada
page-feed = o seu próprio feed
page-feed-without-an-artist = um feed sem artista
page-forum = o fórum
page-help-page = uma página de ajuda
page-image-file = um arquivo de imagem
page-list-of-groups = uma lista de grupos
page-list-of-posts-by-many-artists = uma lista de publicações de muitos artistas
page-messages = as suas próprias mensagens
page-page-about-deviantart = uma página sobre o DeviantArt
page-page-about-memberships = uma página sobre assinaturas
page-page-for-developers = uma página para desenvolvedores
page-page-to-sign-in = uma página de login
page-page-to-sign-up = uma página de cadastro
page-part-of-the-sites-machinery = uma parte interna do site
page-private-upload = um envio privado
page-random-post = uma publicação aleatória
page-search = uma busca
page-shop = a loja
page-status-update-without-its-artist = uma atualização de status sem seu artista
page-tag = uma tag
page-tool = uma ferramenta
page-topic = um tema
page-way-to-another-page = um caminho para outra página

## /watch com vários artistas

several-retry = Repetir os que falharam
several-nothing-added = Nada foi adicionado.
several-away = Não é possível consultar o DeviantArt no momento. O que você acompanha continua chegando; tente de novo em alguns minutos.
several-too-many = São { $count } artistas, e posso adicionar até { $most } de uma vez. Use `/watch` de novo para os demais.
several-heading =
    { $ping ->
        [none] { $count ->
            [one] ✅ As novas publicações de { $count } artista agora vão aparecer em { $place }: { $kinds }.
           *[other] ✅ As novas publicações de { $count } artistas agora vão aparecer em { $place }: { $kinds }.
        }
       *[other] { $count ->
            [one] ✅ As novas publicações de { $count } artista agora vão aparecer em { $place } e mencionar { $ping }: { $kinds }.
           *[other] ✅ As novas publicações de { $count } artistas agora vão aparecer em { $place } e mencionar { $ping }: { $kinds }.
        }
    }
several-heading-folder =
    { $ping ->
        [none] { $count ->
            [one] ✅ As novas publicações de { $count } artista agora vão aparecer em { $place }.
           *[other] ✅ As novas publicações de { $count } artistas agora vão aparecer em { $place }.
        }
       *[other] { $count ->
            [one] ✅ As novas publicações de { $count } artista agora vão aparecer em { $place } e mencionar { $ping }.
           *[other] ✅ As novas publicações de { $count } artistas agora vão aparecer em { $place } e mencionar { $ping }.
        }
    }
several-already-there = ⚠️ { $name } já está lá.

## Quando algo atrapalha

trouble-store = Isto está temporariamente indisponível. O que você acompanha continua chegando; tente de novo em um minuto.
trouble-deviantart-slow = O DeviantArt demorou demais para responder. O que você acompanha continua chegando; tente de novo em um minuto.
trouble-bug = Algo deu errado do meu lado, e o erro foi registrado. O que você acompanha continua chegando; tente de novo em um minuto.
trouble-not-understood = O Discord enviou algo que esta versão do bot não entende, então nada foi feito. Tente de novo; se não ajudar, peça à pessoa responsável pelo bot que o atualize.
trouble-options = Não consegui ler uma das opções. Use o comando de novo e escolha nos menus do Discord.
trouble-old-command = Este comando mudou. Recarregue o Discord (Ctrl+R) e use-o de novo.
trouble-guild-only = Isto só funciona em servidores.
trouble-not-allowed = Você precisa de **Gerenciar servidor** para isto.
trouble-slow-down = Foi rápido demais. Espere alguns segundos e tente de novo.
trouble-limited-person = Você procurou muitos artistas no último minuto. O que você acompanha continua chegando; tente de novo { $within }.
trouble-limited-server = Este servidor procurou muitos artistas no último minuto. O que você acompanha continua chegando; tente de novo { $within }.
trouble-in-a-second = em um segundo
trouble-in-seconds = em { $count } segundos
trouble-in-minutes = em { $count } minutos
trouble-inactive = A conta { $name } do DeviantArt está desativada, então nada novo será publicado nela.
trouble-blocked = O DeviantArt não mostra o perfil { $name } a bots, então não dá para acompanhá-lo.
trouble-throttled = O DeviantArt pediu a este bot que vá mais devagar. O que você acompanha continua chegando; tente de novo em alguns minutos.
trouble-paused = O DeviantArt pediu a este bot que vá mais devagar. O que você acompanha continua chegando; tente de novo { $within }.
trouble-edge = O DeviantArt está recusando este bot por um tempo, então não foi possível procurar { $name }. O que você acompanha continua chegando; tente de novo { $within }.
trouble-busy = Muitos artistas estão sendo procurados no momento, e { $name } precisa esperar a vez. O que você acompanha continua chegando; tente de novo { $within }.
trouble-unreachable = Não é possível acessar o DeviantArt no momento, então não consegui procurar { $name }. O que você acompanha continua chegando; tente de novo em alguns minutos.
trouble-login = O DeviantArt está recusando o login do bot; avise a pessoa responsável por este bot.
trouble-no-name = O DeviantArt não aceita { $name } como nome. Confira se é o que está no endereço do perfil.

## /preview e /test

preview-preview = Prévia
preview-several = Vários acompanhamentos correspondem a isso. Escolha um na lista que aparece enquanto você digita.
preview-rejected = O Discord não aceita o cartão dessa publicação, então não posso mostrá-lo. Novas publicações cujo cartão não é aceito chegam como link.
preview-note = A última publicação ficaria assim. Só você pode ver isto.
preview-left-out = Uma mais recente tem conteúdo adulto, então não é mostrada aqui.
preview-group = { $name } é um grupo. Use `/watch` com ele ou com uma das pastas e depois escolha **Prévia** abaixo da resposta.
preview-nothing = Não encontrei nenhuma publicação de { $name } que possa ser mostrada aqui. A próxima chega quando sair.
preview-sent = ✅ A última publicação de { $artist } está em { $place }, marcada como teste: { $link }. Ela não menciona ninguém e não conta para nada.
preview-sent-somewhere = ✅ A última publicação de { $artist } está em { $place }, marcada como teste. Ela não menciona ninguém e não conta para nada.
preview-refused = O Discord não me deixa publicar em { $place }. Confira o que posso fazer nesse canal e tente de novo.
preview-unsure = O Discord não confirmou o teste. Olhe em { $place } antes de tentar de novo.
preview-wait = O Discord pede que eu espere. Tente de novo { $within }.
preview-too-fast = Este servidor enviou vários testes no último minuto. Tente de novo { $within }.

## Filtros

filter-button = Filtro
filter-edit = Editar
filter-back = Voltar
filter-form = Filtro
filter-label = Só publicações com (vazio: todas)
filter-placeholder = cat OR dog -sketch -is:ai kind:artwork
filter-no-folder = O DeviantArt não diz em que pasta está uma nova publicação de uma galeria inteira. Para receber só uma pasta, escolha-a com `folder` ao usar `/watch`.
filter-unset = ✅ De agora em diante não há filtro.
filter-right = Assim estaria certo: { $example }
filter-empty = Este filtro não diz nada.
filter-too-long = Este filtro tem { $length } caracteres, e o máximo é { $most }. O que está marcado sobra.
filter-open-quote = Falta o par destas aspas.
filter-open-regex = O padrão entre barras está vazio ou não tem barra no fim.
filter-bad-regex = Não consigo ler o padrão entre as barras: { $why }.
filter-large-regex = O padrão entre as barras é grande demais, ou há mais de { $most } deles.
filter-lone-minus = Um sinal de menos deixa algo de fora, e não está dito o quê.
filter-lone-hash = Um # precisa de uma tag logo em seguida.
filter-lone-or = OR fica entre duas coisas, das quais basta uma.
filter-unknown-field = Antes de dois-pontos só conheço `kind:`, `is:` e `folder:`. Ponha as palavras entre aspas para procurá-las nos títulos.
filter-unknown-kind = Esse não é um tipo de publicação. Os tipos são: { $kinds }.
filter-unknown-is = Não sei dizer se uma publicação é isso. O que sei dizer: { $words }.
filter-no-word = Não há nenhuma palavra nisso.
filter-of-group = { $group } é um grupo, e as publicações são dos membros. Teste o filtro em um deles.
filter-no-posts = { $artist } ainda não tem publicações, então não há em que testar o filtro.
filter-title = { $artist }: o que { $filter } deixa passar
filter-by = por { $word }
filter-nothing-leaves-out = nada a deixa de fora
filter-no-tags = não consegui obter as tags dela
filter-footer = { $passing } das últimas { $all } publicações passam
filter-set = ✅ De agora em diante só aparecem publicações que { $filter } deixa passar.

template-button = Linha própria
template-form = Uma linha por publicação
template-label = A linha (vazia: cartões)
template-too-long = Este modelo tem { $length } caracteres, e o máximo é { $most }. O que está marcado sobra.
template-lines = Um modelo é uma única linha.
template-open-brace = A chave não tem seu par.
template-unknown-field = Entre as chaves só conheço { $fields }.
template-twice = Cada campo só pode aparecer uma vez.
template-no-post = Sem { $title } ou { $url } ninguém saberia de qual publicação se trata.
template-set = ✅ De agora em diante cada publicação aparece como uma linha: { $template }.
template-address = No final vem o endereço da publicação.
template-unset = ✅ De agora em diante as publicações aparecem como cartões.
