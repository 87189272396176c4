export {}; // imported for what it does: it runs the page's PyScript elements
