// Sends IPv4 packets through raw sockets, as fast as it can, and says what each took of the processor. The output hook
// of a namespace judges what is sent there; what a rule set costs is the difference to an empty one. Places take turns,
// so that a slow minute is slow for all of them.
//
//   send_packets FILE ROUNDS COUNT[@NAMESPACE]...     FILE: "SOURCE DESTINATION PROTOCOL SPORT DPORT" a line
//
// The answer has a line for each place. Packets are whole: the first segment of a TCP connection, or a UDP datagram. To
// connection tracking a shorter one is INVALID, and iptables' tcp match drops it, whatever the rule says.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { kMostPackets = 1 << 18, kMostPlaces = 16, kBytes = sizeof(struct iphdr) + sizeof(struct tcphdr) };

struct Packet {
  unsigned char bytes[kBytes];
  struct sockaddr_in to;
};

// A namespace that packets are sent in.
struct Place {
  int sender;
  long count;   // of packets a round
  size_t next;  // packet
  double best;  // ns a packet, of the rounds: the machine is not ours alone, so the least disturbed one counts
};

static void write_transport(unsigned char *to, unsigned protocol, unsigned sport, unsigned dport) {
  const unsigned short source = htons((unsigned short)sport), destination = htons((unsigned short)dport);
  if (protocol == IPPROTO_TCP) {
    const struct tcphdr header = {.source = source, .dest = destination, .doff = sizeof header / 4, .syn = 1, .window = htons(64240)};
    memcpy(to, &header, sizeof header);
  } else {
    const struct udphdr header = {.source = source, .dest = destination, .len = htons(sizeof(struct tcphdr))};
    memcpy(to, &header, sizeof header);
  }
}

static size_t read_packets(const char *path, struct Packet *packets) {
  FILE *file = fopen(path, "r");
  if (file == NULL) return 0;
  char source[64], destination[64];
  unsigned protocol, sport, dport;
  size_t count = 0;
  while (count < kMostPackets &&
         fscanf(file, "%63s %63s %u %u %u", source, destination, &protocol, &sport, &dport) == 5) {
    struct Packet *packet = &packets[count++];
    struct iphdr header = {.version = 4, .ihl = 5, .tot_len = htons(kBytes), .ttl = 64, .protocol = (unsigned char)protocol};
    inet_pton(AF_INET, source, &header.saddr);
    inet_pton(AF_INET, destination, &header.daddr);
    memcpy(packet->bytes, &header, sizeof header);
    write_transport(packet->bytes + sizeof header, protocol, sport, dport);
    packet->to.sin_family = AF_INET;
    packet->to.sin_addr.s_addr = header.daddr;
  }
  fclose(file);
  return count;
}

// COUNT[@NAMESPACE]: one of `ip netns`; without it, the one that the program was started in, so such places come first.
static struct Place open_place(const char *text) {
  const char *at = strchr(text, '@');
  if (at != NULL) {
    char path[256];
    snprintf(path, sizeof path, "/run/netns/%s", at + 1);
    const int space = open(path, O_RDONLY);
    if (space < 0 || setns(space, CLONE_NEWNET) != 0) return (struct Place){.sender = -1};
    close(space);
  }
  return (struct Place){.sender = socket(AF_INET, SOCK_RAW, IPPROTO_RAW), .count = atol(text), .best = 1e18};
}

static double processor_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void send_some(struct Place *place, long count, const struct Packet *packets, size_t known) {
  for (long i = 0; i < count; ++i) {
    const struct Packet *packet = &packets[place->next++ % known];
    sendto(place->sender, packet->bytes, kBytes, 0, (const struct sockaddr *)&packet->to, sizeof packet->to);
  }
}

int main(int argc, char **argv) {
  struct Packet *packets = calloc(kMostPackets, sizeof *packets);
  struct Place places[kMostPlaces];
  const int count = argc - 3;
  const size_t known = count > 0 && count <= kMostPlaces && packets != NULL ? read_packets(argv[1], packets) : 0;
  int usable = known != 0;
  for (int i = 0; usable && i < count; ++i) {
    places[i] = open_place(argv[i + 3]);
    usable = places[i].sender >= 0 && places[i].count > 0;
  }
  if (!usable) {
    fprintf(stderr, "usage: send_packets FILE ROUNDS COUNT[@NAMESPACE]..., as root\n");
    return 1;
  }

  for (int round = 0; round < atoi(argv[2]); ++round) {
    for (struct Place *place = places; place < places + count; ++place) {
      send_some(place, place->count / 4, packets, known);  // what was there before is out of the caches
      const double before = processor_ns();
      send_some(place, place->count, packets, known);
      const double each = (processor_ns() - before) / (double)place->count;
      if (each < place->best) place->best = each;
    }
  }
  for (int i = 0; i < count; ++i) printf("%.0f\n", places[i].best);
  return 0;
}
