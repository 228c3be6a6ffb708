/** Every order is equally likely (Fisher and Yates). */
export function shuffle<T>(items: readonly T[], random: () => number): readonly T[] {
  const shuffled = [...items];
  items.forEach((item, place) => {
    const other = Math.floor(random() * (place + 1));
    shuffled[place] = shuffled[other] ?? item;
    shuffled[other] = item;
  });
  return shuffled;
}
