#include "targets/xdp/header_text.h"

#include <fmt/format.h>

#include <iterator>

#include "targets/xdp/tables_text.h"

namespace sgc::targets::xdp {
namespace {

// Connection tracking is at work in a network namespace only where some rule asks for it; this one does nothing else, and
// asking loads the module. The old table goes as the new one comes, in one transaction: run again it leaves one rule, and
// tracking never stops. No point's table has its name, as no point's name holds a dot.
constexpr std::string_view kKeepTracking =
    "table inet sgc.ct; delete table inet sgc.ct; table inet sgc.ct { chain unused { ct state new; }; }";

// Builds a comment paragraph by paragraph. Lines come broken as they shall stand.
class Comment {
 public:
  template <class... Args>
  Comment& line(fmt::format_string<Args...> text, Args&&... args) {
    const std::string made = fmt::format(text, std::forward<Args>(args)...);
    text_ += made.empty() ? " *\n" : " * " + made + "\n";
    return *this;
  }
  template <class... Args>
  Comment& command(fmt::format_string<Args...> text, Args&&... args) {
    return line("  $ {}", fmt::format(text, std::forward<Args>(args)...));
  }
  std::string finish() const { return "/*\n" + text_ + " */\n"; }

 private:
  std::string text_;
};

// The program is pinned as `sgc_new-POINT` until it is attached: no point's pin, `sgc-POINT`, has that name, and the file
// system of pins takes no dots.
void add_commands(Comment& comment, const Program& program) {
  const std::string& point = program.point;
  const std::string& interface = program.settings.interface;
  comment.line("Build, load and attach. The same commands replace it later; no packet goes by unjudged meanwhile.").line("");
  comment.command("clang -O2 -g -Wall -Werror -target bpf -mcpu=v3 -I/usr/include/$(uname -m)-linux-gnu -c {0}.bpf.c -o {0}.bpf.o", point);
  if (program.settings.tracked) comment.command("nft '{}'", kKeepTracking);
  comment.command("rm -f /sys/fs/bpf/sgc_new-{}", point);
  comment.command("bpftool prog load {0}.bpf.o /sys/fs/bpf/sgc_new-{0}", point);
  comment.command("bpftool net attach xdp pinned /sys/fs/bpf/sgc_new-{} dev {} overwrite", point, interface);
  comment.command("mv -f /sys/fs/bpf/sgc_new-{0} /sys/fs/bpf/sgc-{0}", point);
  comment.line("").line("Detach, by the word that attached: `xdp` leaves what `xdpgeneric` attached in place, and says nothing.").line("");
  comment.command("bpftool net detach xdp dev {}  # or, where that attached it, xdpgeneric", interface);
  comment.command("rm -f /sys/fs/bpf/sgc-{}", point);
  comment.line("").line("Or with ip alone, to attach or replace, and to detach:").line("");
  comment.command("ip -force link set dev {} xdp obj {}.bpf.o sec xdp", interface, point);
  comment.command("ip link set dev {} xdp off  # or, where that attached it, xdpgeneric off", interface);
  comment.line("");
  comment.line("`xdp` chooses by the driver; `xdpgeneric` in its place, in all of these commands, works with every driver, more");
  comment.line("slowly. A driver that refuses the program because frames are jumbo takes it when it is built with -DSGC_FRAGS");
  comment.line("(ip: sec xdp.frags).");
  if (program.settings.counters) {
    comment.line("").line("Packets and bytes of each rule, and of each reason to pass or drop (-DSGC_NO_COUNTERS leaves them out):");
    comment.line("").command("bpftool map dump name sgc_counters");
    if (program.rules.size() > kRulesAGroup) comment.command("bpftool map dump name sgc_rules");
  }
}

void add_state(Comment& comment, const Program& program) {
  if (program.settings.tracked) {
    comment.line("Not judged, because a connection is known: TCP that opens none (no SYN, or SYN with ACK) and UDP, when");
    comment.line("connection tracking knows the packet as a reply or has seen a reply to it; ICMP errors (types 3, 4, 5, 11,");
    comment.line("12; of IPv6 1 to 4) when it knows the TCP or UDP packet of this host's that they quote. It tracks only where some");
    comment.line("rule asks for it: the nft line above is one that does nothing else; any other that uses `ct` will do. Without");
    comment.line("the kernel's function bpf_xdp_ct_lookup (5.18) the program does not load. Replies of other protocols (SCTP,");
    comment.line("GRE, ESP ...) are judged like everything else, because the kernel's function knows TCP and UDP alone.");
  } else {
    comment.line("`state none`: not judged are TCP that opens no connection (no SYN, or SYN with ACK) and ICMP errors (types 3,");
    comment.line("4, 5, 11, 12; of IPv6 1 to 4), whoever sends them. Replies over UDP and other protocols are judged by the list.");
  }
  comment.line("Never judged: echo replies, and fragments but the first, which are nothing without that.");
  if (program.tables.of(Family::V4).cuts_established || program.tables.of(Family::V6).cuts_established) {
    comment.line("Blacklists with `established deny` stand before all of these but the fragments, and cut running connections.");
  } else if (program.settings.tracked) {
    comment.line("A connection that runs goes on when the list no longer allows it: `conntrack -D -s ADDRESS` ends it.");
  }
}

void add_semantics(Comment& comment, const Program& program) {
  comment.line("What it does, packet by packet, with all that {} receives, whatever the destination: also with what would be", program.settings.interface);
  comment.line("forwarded, so it belongs on hosts that do not forward. What passes goes on to the host's stack.");
  comment.line("");
  comment.line("Frames that are not IP pass, ARP among them. VLAN tags (802.1Q, 802.1ad) are looked through, up to 8; more are");
  comment.line("dropped. Dropped is what is shorter than its headers say, or has an IP version, header length, TCP offset or");
  comment.line("UDP length that cannot be; checksums are left to the stack. IPv6 extension headers (hop-by-hop, routing,");
  comment.line("fragment, AH, destination options) are looked through, up to 8; more are dropped, and so are jumbograms.");
  if (program.settings.baseline) {
    comment.line("Before the list: neighbour discovery (ICMPv6 133-136, hop limit 255); multicast listener discovery (130-132, 143,");
    comment.line("hop limit 1, from fe80::/10 or ::); IGMP to 224.0.0.0/4; DHCP to a client (UDP 67 to 68; 547 to 546 from");
    comment.line("fe80::/10).");
  }
  add_state(comment, program);
  comment.line("Everything else is judged by the inbound list of the {}: the first rule that matches decides.", program.kind);
  comment.line("Not done here: what the host sends; answers to what is rejected (it is dropped); logging.");
}

std::string in_order(const FieldOrder& order, const FamilyTables& tables) {
  std::string text;
  for (const Field field : order) {
    const auto index = static_cast<std::size_t>(field);
    if (index < kAddressFields && !tables.addresses[index]) continue;
    text += (text.empty() ? "" : ", ") + std::string(to_string(field));
  }
  return text;
}

void add_structure(Comment& comment, const Tables& tables, Family family) {
  const FamilyTables& made = tables.of(family);
  const char* const name = family == Family::V4 ? "IPv4" : "IPv6";
  if (made.by_rows) {
    comment.line("{}: by rows, a row being the rules of one source set, as no single diagram is small enough. A packet asks", name);
    comment.line("  at most {} rows, of {} with a diagram over destination and service, and of {} with a hash of pairs of sets", made.most_rows,
                 made.diagram_rows, made.pair_rows);
    if (made.pair_rows != 0) comment.line("  (at most {} look-ups).", made.most_destinations);
  } else if (is_leaf(made.root)) {
    comment.line("{}: no rule tests anything.", name);
  } else {
    comment.line("{}: by an interval decision diagram of {} edges, which tests each of these at most once:", name, made.edges);
    comment.line("  {}.", in_order(made.order, made));
  }
}

void add_costs(Comment& comment, const Tables& tables) {
  comment.line("How it finds the rule, and what that costs:").line("");
  for (const Family family : kFamilies) add_structure(comment, tables, family);
  comment.line("");
  std::size_t total = 0;
  for (const ArraySize& size : array_sizes(tables)) {
    comment.line("  {:26} {:10} entries {:12} bytes", size.name, size.elements, size.bytes());
    total += size.bytes();
  }
  comment.line("  {:26} {:10}         {:12} bytes", "in all", "", total);
}

}  // namespace

std::string comment_safe(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    const char shown = control ? ' ' : c;
    const bool joins = !safe.empty() && ((safe.back() == '*' && shown == '/') || (safe.back() == '/' && shown == '*'));
    if (joins) safe += ' ';
    if (shown != ' ' || safe.empty() || safe.back() != ' ') safe += shown;
  }
  return safe;
}

std::string header_text(const Program& program) {
  Comment comment;
  comment.line("sgc-{}: what the {} {} lets in, by XDP.", program.point, program.kind, program.point);
  comment.line("Written by sgc {}. Change the policy and compile again, rather than this file.", program.version).line("");
  add_commands(comment, program);
  comment.line("");
  add_semantics(comment, program);
  comment.line("");
  add_costs(comment, program.tables);
  return comment.finish();
}

}  // namespace sgc::targets::xdp
