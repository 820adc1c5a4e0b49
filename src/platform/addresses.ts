import { BlockList, isIP } from 'node:net';

/** Whose word on addresses is believed: proxies of one's own, by address or network (CIDR). */
export class TrustedProxies {
  private readonly list = new BlockList();

  /** Throws for what is neither an address nor a network. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', bits] = entry.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.list.addAddress(address, family);
      else this.list.addSubnet(address, Number(bits), family);
    }
  }

  trusts(address: string): boolean {
    const plain = withoutMapping(address);
    const version = isIP(plain);
    return version !== 0 && this.list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
  }

  /**
   * Where a request comes from: the peer, or, as long as whoever says so is trusted, who stands before them in
   * `X-Forwarded-For`. What strangers write there is never read.
   */
  clientOf(peer: string, forwardedFor: string | undefined): string {
    let client = peer;
    const hops = forwardedFor?.split(',') ?? [];
    while (hops.length > 0 && this.trusts(client)) {
      const before = hops.pop()!.trim();
      if (isIP(before) === 0) break;
      client = before;
    }
    return withoutMapping(client);
  }
}

/** IPv4 as a socket that speaks both writes it. */
const withoutMapping = (address: string): string => (/^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address) ? address.slice(7) : address);

/** What limits know an address by: whoever has an IPv6 address has all 2^64 of its network. */
export function networkOf(address: string): string {
  const plain = withoutMapping(address);
  if (isIP(plain) !== 6) return plain;
  const [head = '', tail] = plain.split('%')[0]!.split('::');
  const start = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - start.length - end.length);
  const groups = [...start, ...Array<string>(zeros).fill('0'), ...end];
  return `${groups.slice(0, 4).map((group) => group.toLowerCase().replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
