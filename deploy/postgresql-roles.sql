-- Once per server, as a superuser: psql -f deploy/postgresql-roles.sql
-- Two roles: the owner migrates and grants, the application works. The application can neither change an entry of
-- a history nor switch off the triggers that guard it, whatever somebody finds in it.
-- psql asks for both passwords.
\prompt 'Password of tiepdan_owner: ' owner_password
\prompt 'Password of tiepdan: ' application_password

CREATE ROLE tiepdan_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'owner_password';
CREATE ROLE tiepdan LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'application_password';

CREATE DATABASE tiepdan OWNER tiepdan_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE tiepdan FROM PUBLIC;
GRANT CONNECT ON DATABASE tiepdan TO tiepdan;

\connect tiepdan
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO tiepdan_owner;
GRANT USAGE ON SCHEMA public TO tiepdan;
