import type { ChatKey } from './say.ts';

/** One press away: what people answer with. */
export const quickEmoji = ['👍', '❤️', '😂', '🎉', '👀', '🙏'] as const;

const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/** A few hundred that people use, by what they show. One list for reactions and for writing. */
export const emojiGroups: readonly { readonly name: ChatKey; readonly emoji: readonly string[] }[] = [
  { name: 'chat.emoji.often', emoji: list('👍 ❤️ 😂 🎉 👀 🙏 ✅ 🚀 🔥 💯 👏 😍 🤔 😅 😢 👌') },
  {
    name: 'chat.emoji.faces',
    emoji: list(
      '😀 😃 😄 😁 😆 😅 🤣 😂 🙂 🙃 😉 😊 😇 🥰 😍 🤩 😘 😋 😛 😜 🤪 🤗 🤭 🤫 🤔 🫡 🤐 🤨 😐 😑 😶 😏 😒 🙄 😬 😌 😔 😪 😴 😷 🤒 🤕 🤢 🤧 🥵 🥶 😵 🤯 🤠 🥳 😎 🤓 🧐 😕 😟 🙁 😮 😯 😲 😳 🥺 😦 😧 😨 😰 😥 😢 😭 😱 😖 😣 😞 😓 😩 😫 🥱 😤 😡 😠 💀 👻 👽 🤖 💩',
    ),
  },
  {
    name: 'chat.emoji.people',
    emoji: list(
      '👋 🤚 ✋ 🖖 👌 🤌 🤏 ✌️ 🤞 🤟 🤘 🤙 👈 👉 👆 👇 ☝️ 👍 👎 ✊ 👊 🤛 🤜 👏 🙌 🫶 👐 🤲 🤝 🙏 ✍️ 💪 🧠 👀 👂 🙋 🤷 🤦 🙇 🙆 🙅 💁 🧑‍💻 🧑‍🔧 🧑‍🍳 🧑‍🚀 🧑‍🎨 🕵️ 👶 👨‍👩‍👧 ❤️ 🧡 💛 💚 💙 💜 🖤 🤍 💔 💕 💯',
    ),
  },
  {
    name: 'chat.emoji.nature',
    emoji: list(
      '🐶 🐱 🐭 🐹 🐰 🦊 🐻 🐼 🐨 🐯 🦁 🐮 🐷 🐸 🐵 🐔 🐧 🐦 🦆 🦉 🐺 🐴 🦄 🐝 🦋 🐌 🐞 🐢 🐍 🐙 🦀 🐠 🐬 🐳 🦈 🐘 🦒 🐕 🐈 🌵 🌲 🌳 🌴 🌱 🍀 🍁 🍂 🍄 🌷 🌹 🌻 🌞 🌙 ⭐ ⚡ 🔥 🌈 ☀️ ⛅ ☁️ 🌧️ ❄️ ☃️ 🌊',
    ),
  },
  {
    name: 'chat.emoji.food',
    emoji: list(
      '🍏 🍎 🍐 🍊 🍋 🍌 🍉 🍇 🍓 🫐 🍒 🍑 🥭 🍍 🥝 🍅 🥑 🥦 🌽 🥕 🥔 🍞 🥐 🥨 🧀 🥚 🍳 🥞 🥓 🍔 🍟 🍕 🌭 🥪 🌮 🥗 🍝 🍜 🍣 🍱 🍚 🍦 🍰 🎂 🍫 🍿 🍩 🍪 ☕ 🍵 🧃 🍺 🍻 🥂 🍷',
    ),
  },
  {
    name: 'chat.emoji.doing',
    emoji: list(
      '⚽ 🏀 🏈 🎾 🏐 🏓 🏸 🥅 ⛳ 🎣 🥊 🎽 ⛸️ 🎿 🏆 🥇 🥈 🥉 🎖️ 🎟️ 🎨 🎬 🎤 🎧 🎼 🎹 🥁 🎷 🎸 🎲 ♟️ 🎯 🎮 🧩 🚗 🚕 🚌 🚑 🚒 🚜 🚲 🛵 🚂 ✈️ 🚀 🛸 ⛵ 🚢 ⛴️ ⚓ 🏠 🏢 🏥 🏖️ ⛰️ 🏕️ 🎡',
    ),
  },
  {
    name: 'chat.emoji.things',
    emoji: list(
      '⌚ 📱 💻 ⌨️ 🖥️ 🖨️ 🖱️ 💾 📷 🎥 📞 📺 🔋 🔌 💡 🔦 🕯️ 💸 💰 💳 💎 ⚖️ 🔧 🔨 ⚙️ 🧲 🔬 🔭 💊 🧹 🧻 🛒 🎁 🎈 🎉 🎊 ✉️ 📦 📅 📈 📉 📌 📎 ✂️ 🔒 🔓 🔑 📚 📖 📝 ✏️ 🔍 🧪 🐛 🚨',
    ),
  },
  {
    name: 'chat.emoji.signs',
    emoji: list(
      '✅ ☑️ ✔️ ❌ ❎ ➕ ➖ ❓ ❗ ⚠️ 🚫 ⛔ 💤 💬 💭 🔴 🟠 🟡 🟢 🔵 🟣 ⚫ ⚪ ▶️ ⏸️ ⏹️ 🔁 🔀 ⬆️ ⬇️ ⬅️ ➡️ ↩️ 🔔 🔕 🎵 ♻️ 🆗 🆕 🔝 🏁 🚩 🏳️‍🌈 ⏰ ⏳ 💥 ✨ 🎯',
    ),
  },
];
