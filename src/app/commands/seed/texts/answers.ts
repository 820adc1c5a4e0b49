/** What people answer; `{topic}` is a tag of the post, `{who}` the person who is answered. */
export const ANSWERS: readonly string[] = [
  'This made my morning.', 'Same here, every single time.', 'I had to read this twice, and it got better.', 'Now I want to try that.',
  'Where was this?', 'Please write more about it.', 'I know exactly that feeling.', 'You have convinced me.', 'Saving this for the weekend.',
  'My sister would say the opposite, and she would be wrong.', 'That is the spirit.', 'Took me years to find that out.', 'Beautiful.',
  'I tried it once. Once.', 'How long did it take you?', 'And what did it cost?', 'Can I come along next time?', 'We should do this together.',
  'That is a lot of patience.', 'I am a little jealous.', 'Tell the whole story, please.', 'You should write a book about it.',
  'The same happened to me last week.', 'I disagree, but with great respect.', 'This is why I am here.', 'Good to hear from you again!',
  'Finally somebody says it.', 'I will send this to my father.', 'It is the little things.', 'That would never work in my kitchen.',
  'Let us know how it ends.', 'What a day.', 'I laughed out loud on the bus.', 'Very much looking forward to the next one.',
];

/** Answers to an answer. */
export const REPLIES: readonly string[] = [
  'Thank you!', 'Exactly.', 'Good question: about two hours, with breaks.', 'I was hoping that someone would ask.', 'Not yet, but soon.',
  'You are right, I had forgotten that.', 'Ha, fair enough.', 'Next time, promised.', 'I have written down how, will post it tomorrow.',
  'Only on Sundays.', 'It depends on the weather, like everything.', 'Less than you would think.', 'More than I would admit.',
  'That is another story.', 'Come by, there is enough for everyone.', 'I asked the same thing a year ago.', 'Agreed, with one exception.',
  'Oh, I would love to see that.', 'You two should meet.', 'My thoughts exactly.', 'Then we are at least three.', 'I stand corrected.',
  'Both. Always both.', 'Sure, send me a message.', 'No idea, but it works.', 'Wait until you see the second part.',
];

export const WHEN: readonly string[] = ['today', 'yesterday', 'this morning', 'last night', 'on Sunday', 'this week', 'after work', 'before dawn', 'in the rain'];

export const CLOSERS: readonly string[] = ['Worth it.', 'More tomorrow.', 'That is all.', 'I have regrets, but not about this.', 'Ask me again in a month.', 'Recommended.', 'Small joys.', 'No notes.'];

export const LINKS: readonly string[] = [
  'https://example.org/notes/how-it-went', 'https://example.com/guides/first-steps', 'https://example.net/map', 'https://example.org/photos/2026', 'https://example.com/recipes/slow-onions',
];
