/** The OAuth scope that the pre-token-generation trigger adds to access tokens and that every method requires. */
export const API_SCOPE = 'phiducia/api';
