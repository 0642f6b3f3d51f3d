/** An answer of the vendor that says no: status and the message of its `{ message }` body. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string
  ) {
    super(message);
  }
}

/** `Error: ERROR_X`, or a sentence followed by the code where the vendor is known to write one. */
export const refusal = (status: number, code: string, sentence?: string): ApiError =>
  new ApiError(status, sentence === undefined ? `Error: ${code}` : `${sentence} ${code}`);

export const invalidParameter = (): ApiError => refusal(400, 'ERROR_PARAMETER_INVALID');
export const contactNotFound = (): ApiError => refusal(404, 'ERROR_CONTACT_NOT_FOUND');
export const contactSuppressed = (): ApiError =>
  refusal(400, 'ERROR_CONTACT_SUPPRESSED', 'Contact is suppressed.');
export const invalidEmail = (): ApiError =>
  refusal(400, 'ERROR_PARAMETER_INVALID', 'Email is not a valid email address.');
