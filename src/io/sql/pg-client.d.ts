// The client of pg without its pool, whose types the package gives under its main name alone.
declare module 'pg/lib/client.js' {
  import {Client} from 'pg'
  export default Client
}
