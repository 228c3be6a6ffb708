/** Ordinary texts and their counts by OpenAI's o200k_base, counted with gpt-tokenizer 4.0.0. */
export const sampleTexts = {
  prose: {
    tokens: 172,
    text: `The harbour was quiet when the ferry came in, an hour late and half empty. Two men on the quay took the ropes
without a word, made them fast, and went back to their cards. Nobody had told them about the storm, and nobody was
going to: the captain had decided on the way over that what the island did not know could not keep it awake. He
walked up the hill to the post office, bought a stamp he did not need, and asked whether the telephone was working
again. It was not. The woman behind the counter explained, with the patience of somebody who has explained it every
day for a week, that the cable had been cut by an anchor, that the company had been informed, and that a ship with
the right equipment would arrive before the end of the month, weather permitting.`,
  },
  code: {
    tokens: 108,
    text: `export async function readLines(path: string, limit = 100): Promise<string[]> {
  const handle = await open(path, "r");
  const lines: string[] = [];
  try {
    for await (const line of handle.readLines({ encoding: "utf8" })) {
      if (line.trim() === "" || line.startsWith("#")) continue;
      lines.push(line);
      if (lines.length >= limit) break;
    }
  } finally {
    await handle.close();
  }
  return lines;
}`,
  },
  python: {
    tokens: 149,
    text: `def merge_intervals(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merge overlapping intervals and return them in ascending order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            previous_start, previous_end = merged[-1]
            merged[-1] = (previous_start, max(previous_end, end))
        else:
            merged.append((start, end))
    return merged


if __name__ == "__main__":
    print(merge_intervals([(1, 3), (2, 6), (8, 10), (15, 18)]))
`,
  },
  json: {
    tokens: 145,
    text: `{
  "order": {
    "id": "ord-20931",
    "customer": {
      "name": "Ada Example",
      "email": "ada@example.com"
    },
    "items": [
      {
        "sku": "A-100",
        "quantity": 2,
        "price": 19.99
      },
      {
        "sku": "B-205",
        "quantity": 1,
        "price": 5.5
      }
    ],
    "shipping": {
      "method": "express",
      "address": "1 Main Street, Springfield"
    },
    "paid": true,
    "notes": null
  }
}`,
  },
  sql: {
    tokens: 86,
    text: `SELECT c.name, COUNT(o.id) AS orders, SUM(o.total) AS revenue
FROM customers AS c
LEFT JOIN orders AS o ON o.customer_id = c.id AND o.created_at >= '2026-01-01'
WHERE c.country = 'NL' AND c.active = TRUE
GROUP BY c.name
HAVING SUM(o.total) > 1000
ORDER BY revenue DESC
LIMIT 20;`,
  },
} as const;
