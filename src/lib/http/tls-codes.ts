/**
 * Codes of certificates that are not trusted, and of TLS that cannot be agreed on (Node.js API, "TLS (SSL)", "X509
 * certificate error codes"; "Errors", "OpenSSL errors").
 */
const TLS_CODE =
  /^(EPROTO|HOSTNAME_MISMATCH|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET_ISSUER_CERT|GET_ISSUER_CERT_LOCALLY|GET_CRL|VERIFY_LEAF_SIGNATURE|DECRYPT_CERT_SIGNATURE|DECRYPT_CRL_SIGNATURE|DECODE_ISSUER_PUBLIC_KEY)|(CERT|CRL)_[A-Z_]+|ERROR_IN_(CERT|CRL)_[A-Z_]+|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|ERR_TLS_[A-Z_]+|ERR_SSL_[A-Z_]+)$/;

export function isTlsCode(code: string): boolean {
  return TLS_CODE.test(code);
}
