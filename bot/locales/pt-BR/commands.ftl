### As palavras do DeviantCord, em Fluent (https://projectfluent.org/fluent/guide/).

## Comandos

command-watch = Publicar em um canal as novidades de um artista do DeviantArt
command-watches = Listar o que é publicado neste servidor
command-edit = Alterar o que um acompanhamento publica, onde publica e que cargo menciona
command-unwatch = Parar de publicar as novidades de um artista
command-pause = Parar de publicar por um tempo, sem remover nada
command-resume = Voltar a publicar o que estava em pausa
command-move = Mover acompanhamentos para outro canal, com o que espera por eles
command-channels = Listar os canais que não aceitam publicações e o que espera por eles
command-why = Dizer o que aconteceu com uma publicação aqui, e por quê
command-status = Dizer se tudo funciona aqui e quando cada artista é verificado
command-settings = Definir o idioma, onde avisar de problemas, as opções de todos os acompanhamentos e mais
command-export = Obter os acompanhamentos deste servidor em um arquivo
command-import = Adicionar acompanhamentos de um arquivo do /export ou de um texto com um artista por linha
command-forget = Apagar tudo o que este bot sabe deste servidor
command-preview = Mostrar só para você como a última publicação de um artista ficaria aqui
command-test = Enviar a última publicação ao canal de um acompanhamento, marcada como teste
command-filter = Testar um filtro nas últimas publicações de um artista
command-help = Como usar este bot
menu-change-this-watch = Alterar este acompanhamento
menu-why-is-this-here = Por que isto está aqui?

## Opções

option-artist = Só o que este artista publica
option-channel = Só o que é publicado neste canal
option-watch-artist = Nome no DeviantArt, ou link do perfil ou de uma pasta da galeria; vários, separados por vírgulas
option-watch-what = Quais publicações (padrão: tudo)
option-watch-folder = Só esta pasta da galeria; de um grupo, uma das pastas dele, ou * para todas
option-watch-channel = Onde publicar (padrão: aqui)
option-watch-mature = Conteúdo adulto também? (padrão: sim em canal com restrição de idade, senão não)
option-watch-ping = Cargo mencionado com as novas publicações, no máximo uma vez a cada 10 minutos
option-watch-filter = Só publicações com, por exemplo: cat OR dog -sketch -is:ai (teste com /filter)
option-watch-style = Como as publicações aparecem (padrão: como cartões)
option-watch-rhythm = Quando as publicações chegam (padrão: cada uma na hora)
option-watches-only = Só os que têm problemas, estão em pausa ou trazem também conteúdo adulto
option-watches-page = Página da lista (padrão: a primeira)
option-edit-watch = Qual alterar: escolha na lista ou digite o nome de um artista
option-unwatch-watch = Qual remover: escolha na lista ou digite o nome de um artista ou um #canal
option-pause-watch = Qual pausar: escolha na lista (padrão: todos)
option-pause-for = Quanto tempo: 2h, 3d ou uma data como 2026-12-24 (padrão: até você usar /resume)
option-resume-watch = Qual retomar: escolha na lista (padrão: todos)
option-move-from = O canal em que publicam agora: escolha na lista ou digite #canal
option-move-to = O canal que recebe as publicações de agora em diante
option-move-artist = Só o que este artista publica (padrão: tudo)
option-why-post = A publicação: cole o link ou escolha o título
option-status-page = Página dos artistas (padrão: a primeira)
option-settings-timezone = Fuso horário do servidor, para horas de silêncio, resumos e datas: da lista, ou uma cidade
option-import-file = O arquivo: do /export, ou com um artista por linha
option-preview-artist = Nome no DeviantArt ou link do perfil
option-preview-what = Quais publicações (padrão: tudo)
option-test-watch = Qual testar: escolha na lista ou digite o nome de um artista
option-filter-artist = Nome no DeviantArt ou link do perfil
option-filter-text = O filtro, por exemplo: cat OR dog -sketch -is:ai
option-help-topic = Um comando a explicar com suas opções (padrão: todos, em resumo)

## Escolhas

choice-everything = Tudo
choice-deviations = Deviations (imagens, literatura, vídeos)
choice-journals = Diários
choice-status = Atualizações de status e enquetes
choice-card = Cartão: imagem e texto
choice-compact = Compacto: uma linha e uma imagem pequena
choice-link = Só o link: a prévia do próprio Discord
choice-at = Na hora: cada publicação em separado
choice-hourly = Resumo a cada hora
choice-daily = Resumo diário, às 9:00
choice-weekly = Resumo semanal, às segundas às 9:00
choice-problems = Problemas
choice-paused = Em pausa
choice-mature = Conteúdo adulto
