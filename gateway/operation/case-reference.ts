/** Characters that a case reference may have. */
export const longestCase = 200
