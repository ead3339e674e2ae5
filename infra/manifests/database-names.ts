/** Names and numbers which the manifests of a PostgreSQL server must agree on. */

/** Its port, in the pod and on the Service. */
export const DATABASE_PORT = 5432;

/** The role that services connect as: it owns the databases, and is no superuser. */
export const DATABASE_ROLE = "holdfast";

/** The user of the official image. initdb refuses one that the image's /etc/passwd does not name. */
export const DATABASE_USER = 999;
