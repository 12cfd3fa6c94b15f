/** What piscina's workers compute. */
export default () => {};
