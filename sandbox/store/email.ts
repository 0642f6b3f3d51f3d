const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;

/** Whether the sandbox takes this for an e-mail address (after trimming). */
export const isEmail = (text: string): boolean => {
  const address = text.trim();
  return address.length <= 256 && ADDRESS.test(address) && !address.includes('..');
};
