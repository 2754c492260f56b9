/** English decides which keys there are. */
const en = {
  'arena.loading': 'Opening the arena',
  'arena.notFound': 'There is no arena here, or it is not for you.',
  'arena.stale': 'This page is older than the server. Reload it to play.',
  'arena.water': 'Harbour. Steer with the arrow keys, W A S D, or by pressing where you want to go.',
  'arena.rules': 'Touch a crate and it is yours. Ram a slower boat and it loses one. Most crates after two minutes wins.',
  'arena.how': 'Steer with the arrow keys or W A S D, or press where you want to go.',
  'arena.left': '{minutes}:{seconds}',
  'arena.rest': 'Next round in {seconds} s',
  'arena.round': 'Round {round}',
  'arena.you': 'You',
  'arena.bot': 'Bot {seat}',
  'arena.scores': 'Scores',
  'arena.best': 'Best rounds',
  'arena.none': 'Nobody has finished a round yet.',
  'arena.archived': 'The room is archived: nobody plays.',
  'arena.visiting': 'You are looking on. Join the room to play.',
  'arena.copyLink': 'Copy link',
  'arena.rounds': { one: '{count} round played', other: '{count} rounds played' },
  'arena.card': 'An arena: boats, crates, two minutes',
} as const;

const ru = {
  'arena.loading': 'Арена открывается',
  'arena.notFound': 'Здесь нет арены, или она не для вас.',
  'arena.stale': 'Эта страница старше сервера. Обновите её, чтобы играть.',
  'arena.water': 'Гавань. Правьте стрелками, клавишами W A S D или нажатием туда, куда хотите плыть.',
  'arena.rules': 'Коснитесь ящика — он ваш. Протараньте того, кто медленнее, — он потеряет один. Через две минуты побеждает тот, у кого больше.',
  'arena.how': 'Правьте стрелками, клавишами W A S D или нажатием.',
  'arena.left': '{minutes}:{seconds}',
  'arena.rest': 'Следующий раунд через {seconds} с',
  'arena.round': 'Раунд {round}',
  'arena.you': 'Вы',
  'arena.bot': 'Бот {seat}',
  'arena.scores': 'Счёт',
  'arena.best': 'Лучшие раунды',
  'arena.none': 'Ещё никто не закончил раунд.',
  'arena.archived': 'Комната в архиве: играть нельзя.',
  'arena.visiting': 'Вы смотрите. Войдите в комнату, чтобы играть.',
  'arena.copyLink': 'Скопировать ссылку',
  'arena.rounds': { one: 'Сыгран {count} раунд', few: 'Сыграно {count} раунда', many: 'Сыграно {count} раундов', other: 'Сыграно {count} раунда' },
  'arena.card': 'Арена: лодки, ящики, две минуты',
} as const;

/** The arena's part of the app's one catalogue; apart from its interface, which comes when an arena is looked at. */
export const arenaStrings = { en, ru };
