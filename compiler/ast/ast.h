// What was written, declaration by declaration, with the place of every word: nothing resolved, nothing derived.
// Plain values; names are views into the SourceMap's text, which outlives the tree. What could not be read was reported
// and leaves a mark (Unreadable, `damaged`): nobody need complain of what is missing there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/ast/boxed.h"
#include "compiler/net/address.h"
#include "compiler/net/service_set.h"
#include "compiler/support/span.h"

namespace sgc::ast {

struct Name {
  std::string_view text;
  Span span;
};

// The value of "…", escapes resolved. The span includes the quotes.
struct String {
  std::string value;
  Span span;
};

// A calendar day, checked to exist. Days since 1970-01-01, UTC.
struct Date {
  std::int32_t days = 0;
  Span span;
};

// ---- who -------------------------------------------------------------------------------------------------------

struct FeedRef {
  String path;
  std::optional<std::uint64_t> min;
  std::optional<std::uint64_t> max;
  bool optional = false;
  bool wide = false;
};

struct AnyAddress {
  bool v4 = true;
  bool v6 = true;
};

struct SelfRef {};

// What stood here was reported: it means nothing, and no more is to be said of it.
struct Unreadable {};

// One element of a group or of a who list.
struct WhoElement {
  std::variant<Name, AddressRange, AnyAddress, Boxed<FeedRef>, SelfRef, Unreadable> what;
  Span span;
};

// `a, b except c, d`. The span covers all of it.
struct Who {
  std::vector<WhoElement> elements;
  std::vector<WhoElement> except;
  Span span;
};

// ---- what ------------------------------------------------------------------------------------------------------

struct PortItem {  // tcp, udp, sctp; empty lists are all ports
  std::uint8_t protocol = 0;
  std::vector<NumberRange> destination;
  std::vector<NumberRange> source;
};

struct IcmpItem {
  Family family = Family::V4;
  std::optional<std::uint8_t> type;
  std::optional<std::uint8_t> code;
};

struct ProtocolItem {  // gre, esp, ah, proto N
  std::uint8_t number = 0;
};

struct AllServices {};

struct ServiceItem {
  std::variant<Name, PortItem, IcmpItem, ProtocolItem, AllServices, Unreadable> what;
  Span span;
};

// ---- rules -----------------------------------------------------------------------------------------------------

enum class Action : std::uint8_t { Allow, Deny, Reject };

struct Log {
  std::optional<String> prefix;
  Span span;
};

// `ignore SGC3004 "reason"`
struct Ignore {
  std::uint16_t code = 0;
  String reason;
  Span span;
};

// What may stand after a rule; each at most once, but for ignore. Most rules have none.
struct RuleOptions {
  std::optional<Log> log;
  std::optional<String> comment;
  std::optional<String> owner;
  std::optional<String> ticket;
  std::optional<Date> expires;
  std::vector<Ignore> ignores;
};

// Inbound rules have a `from`, outbound ones a `to`: one that lacks it is reported and marks its block as damaged.
struct Rule {
  Action action = Action::Allow;
  std::vector<ServiceItem> services;
  std::optional<Who> from;
  std::optional<Who> to;
  Boxed<RuleOptions> options;
  Span span;  // from the action to the last option
};

// `default deny log "x" comment "y" ignore SGC3020 "z"`
struct Default {
  Action action = Action::Deny;
  std::optional<Log> log;
  std::optional<String> comment;
  std::vector<Ignore> ignores;
  Span span;
};

// `inbound { … }`. Written twice in a point: the second is an error of sema.
struct RuleBlock {
  std::vector<Rule> rules;
  std::vector<Default> defaults;  // more than one is an error of sema
  Span span;                      // of the whole block
  Span keyword;                   // of `inbound` or `outbound`
  bool damaged = false;           // a rule or default was left out, as it could not be read
};

// ---- declarations ----------------------------------------------------------------------------------------------

struct Include {
  String path;
  Span span;
};

// A group or service without any element is `{ }` as written: an empty one is sema's to report.
struct Group {
  Name name;
  Who who;
  Span span;
};

struct Service {
  Name name;
  std::vector<ServiceItem> items;
  Span span;
};

struct Tag {
  Name key;  // a quoted key is kept with the view of what stands between its quotes
  String value;
};

// A statement of a block: its keyword, and its value in the one form that the keyword takes. Blocks keep their
// statements in the order written; sema says which may stand once and which add up.
struct Listener {
  Name name;
  Name protocol;  // tcp udp http https tls
  std::uint16_t port = 0;
  Span port_span;
  Name backend;
  std::uint16_t backend_port = 0;
  Span backend_port_span;
  Who from;
  struct Health {
    Name protocol;
    std::uint16_t port = 0;
    Span span;
  };
  std::optional<Health> health;
  std::vector<Ignore> ignores;
};

struct Flag {};  // a statement that is its keyword alone: external, derive

using StatementValue =
    std::variant<Flag, Name, String, Date, Who, std::vector<Name>, std::vector<ServiceItem>, RuleBlock,
                 Listener, std::vector<Tag>, Log>;

struct Statement {
  Name keyword;
  StatementValue value;
  Span span;
};

enum class BlockKind : std::uint8_t {
  SecurityGroup,
  LoadBalancer,
  Instance,
  Acl,
  Network,
  Blacklist,
  PrefixList,
};

struct Block {
  BlockKind kind = BlockKind::SecurityGroup;
  Name name;
  std::vector<Statement> statements;
  Span span;
  Span keyword;
  bool damaged = false;  // a statement was left out, as it could not be read
};

struct Assertion {
  Action action = Action::Allow;  // Allow or Deny
  std::vector<ServiceItem> services;
  Who from;
  Who to;
  Span span;
};

// `target NAME { option value  bind NAME "id", … }`
struct TargetOption {
  Name name;
  std::variant<Name, String, std::int64_t> value;
  Span value_span;
  std::optional<Name> subject;  // quota NAME N: the quota's name
  Span span;
};

struct Binding {
  Name name;
  String id;
};

struct Target {
  Name name;
  std::vector<TargetOption> options;
  std::vector<Binding> bindings;
  Span span;
};

using Declaration = std::variant<Include, Group, Service, Block, Assertion, Target>;

// One file, in the order written.
struct File {
  FileId id;
  std::vector<Declaration> declarations;
};

// The files of one compilation: those of the command line, each preceded by what it includes, each once.
struct Policy {
  std::vector<File> files;
};

}  // namespace sgc::ast
