// The grammar of the policy language; LANGUAGE.md beside it says the same to users.
//
// Made for speed and for good messages: one token of lookahead nearly everywhere, no recursion, and a label on whatever
// is read later, as no tree of children is kept. The compiler cuts a file at its declarations, statements and rules
// (compiler/frontend/outline.cpp) and hands the pieces to the rules below one by one; `policy` is their sum, which the
// tests hold against the cutting.
//
// Words come from compiler/frontend/scanner.cpp. Its kinds stand here and in compiler/frontend/words.def in the same
// order, which the compiler checks.
parser grammar SgParser;

tokens {
  // What is not one fixed word. SLASHED is digits with a slash (icmp 3/4), ICMP_TYPE a type's word right after `icmp`
  // or `icmp6`, FLAG_… a word right after `file "…"`.
  NAME, NUMBER, DATE, ADDRESS, SLASHED, STRING, ICMP_TYPE, FLAG_MIN, FLAG_MAX, FLAG_OPTIONAL, FLAG_WIDE,

  LBRACE, RBRACE, COMMA, DASH, ARROW,

  // Reserved.
  ANY, ANY4, ANY6, ALL, SELF, ALLOW, DENY, REJECT, FROM, TO, EXCEPT, FILE,
  TCP, UDP, SCTP, ICMP, ICMP6, GRE, ESP, AH, PROTO,

  // Keywords, which may be names too.
  INCLUDE, GROUP, SERVICE, SECURITYGROUP, LOADBALANCER, INSTANCE, ACL, NETWORK, BLACKLIST, PREFIXLIST, TARGET, ASSERT,
  DESCRIPTION, OWNER, TAGS, MEMBERS, INTRA_GROUP, INBOUND, OUTBOUND, EXTERNAL, SCHEME, KIND, CREATED, VIP, ADDRESSES,
  SNAT, LISTENER, GROUPS, SUBNETS, DERIVE, CIDR, SERVICES, ON, DIRECTION, LOG, ESTABLISHED,
  DEFAULT, COMMENT, TICKET, EXPIRES, IGNORE, HEALTH, SPORT, BIND, QUOTA
}

policy
  : declaration* EOF
  ;

declaration
  : include
  | group
  | service
  | block
  | assertion
  | target
  ;

include
  : INCLUDE path=STRING
  ;

name
  : text=( NAME
         | INCLUDE | GROUP | SERVICE | SECURITYGROUP | LOADBALANCER | INSTANCE | ACL | NETWORK | BLACKLIST | PREFIXLIST
         | TARGET | ASSERT | DESCRIPTION | OWNER | TAGS | MEMBERS | INTRA_GROUP | INBOUND | OUTBOUND | EXTERNAL
         | SCHEME | KIND | CREATED | VIP | ADDRESSES | SNAT | LISTENER | GROUPS | SUBNETS | DERIVE | CIDR | SERVICES
         | ON | DIRECTION | LOG | ESTABLISHED | DEFAULT | COMMENT | TICKET | EXPIRES | IGNORE | HEALTH | SPORT | BIND
         | QUOTA )
  ;

// ---- who ----

group
  : GROUP name LBRACE elements (EXCEPT elements)? RBRACE
  ;

elements
  : (items+=element COMMA?)*
  ;

who
  : items+=element (COMMA items+=element)*
  ;

side
  : items+=element (COMMA items+=element)* (EXCEPT excepted+=element (COMMA excepted+=element)*)?
  ;

element
  : named=name
  | address=ADDRESS
  | any=(ANY | ANY4 | ANY6)
  | self=SELF
  | FILE path=STRING flags+=feedFlag*
  ;

feedFlag
  : flag=(FLAG_MIN | FLAG_MAX) entries=NUMBER
  | flag=(FLAG_OPTIONAL | FLAG_WIDE)
  ;

// ---- what ----

service
  : SERVICE name LBRACE serviceItems RBRACE
  ;

serviceItems
  : (items+=serviceItem COMMA?)*
  ;

services
  : items+=serviceItem (COMMA items+=serviceItem)*
  ;

// Ports by themselves continue the port list before them, which the builder sees to: it saves a token of lookahead.
serviceItem
  : named=name
  | ports=portItem
  | more=morePorts
  | icmp=icmpItem
  | protocol=(GRE | ESP | AH)
  | PROTO digits=NUMBER
  | all=ALL
  ;

portItem
  : protocol=(TCP | UDP | SCTP) destination=port? (SPORT source=port)?
  ;

morePorts
  : destination=port (keyword=SPORT source=port)?
  ;

port
  : first=NUMBER (DASH last=NUMBER)?
  ;

icmpItem
  : protocol=(ICMP | ICMP6) type=(ICMP_TYPE | NUMBER | SLASHED)?
  ;

// ---- rules ----

ruleBlock
  : LBRACE (ruleEntry | defaultEntry)* RBRACE
  ;

ruleEntry
  : action=(ALLOW | DENY | REJECT) what=services (FROM from=side)? (TO to=side)? options+=ruleOption*
  ;

defaultEntry
  : DEFAULT action=(ALLOW | DENY | REJECT) options+=defaultOption*
  ;

ruleOption
  : key=LOG text=STRING?
  | key=(COMMENT | OWNER | TICKET) text=STRING
  | key=EXPIRES day=DATE
  | ignored=ignore
  ;

defaultOption
  : key=LOG text=STRING?
  | key=COMMENT text=STRING
  | ignored=ignore
  ;

ignore
  : IGNORE finding=name text=STRING
  ;

// ---- blocks ----
// Which block takes which statement is the table of compiler/frontend/statements.cpp.

block
  : kind=(SECURITYGROUP | LOADBALANCER | INSTANCE | ACL | NETWORK | BLACKLIST | PREFIXLIST) name
    LBRACE statement* RBRACE
  ;

statement
  : flagStatement
  | textStatement
  | wordStatement
  | dateStatement
  | whoStatement
  | namesStatement
  | servicesStatement
  | logStatement
  | listener
  | TAGS LBRACE tagItems RBRACE
  | (INBOUND | OUTBOUND) ruleBlock
  ;

flagStatement
  : EXTERNAL
  | DERIVE
  ;

textStatement
  : (DESCRIPTION | OWNER) text=STRING
  ;

wordStatement
  : (NETWORK | INTRA_GROUP | SCHEME | KIND | SNAT | DIRECTION | ESTABLISHED) value=word
  ;

dateStatement
  : CREATED day=DATE
  ;

whoStatement
  : (MEMBERS | VIP | ADDRESSES | SUBNETS | CIDR | DENY | EXCEPT) value=who
  ;

namesStatement
  : (GROUPS | ON) items+=name (COMMA items+=name)*
  ;

servicesStatement
  : SERVICES value=services
  ;

logStatement
  : LOG text=STRING?
  ;

listener
  : LISTENER label=name protocol=listenerProtocol portNumber=NUMBER ARROW backend=name backendPort=NUMBER FROM from=side
    (HEALTH healthProtocol=listenerProtocol healthPort=NUMBER)? ignores+=ignore*
  ;

listenerProtocol
  : named=name
  | reserved=(TCP | UDP | SCTP | ICMP | ICMP6 | ALL)
  ;

tagItems
  : (items+=tag)*
  ;

tag
  : (key=name | quoted=STRING) text=STRING
  ;

// A value out of a fixed list: which words, is for later stages to say.
word
  : named=name
  | reserved=(ALLOW | DENY | REJECT | ANY | ALL)
  ;

// ---- assertions ----

assertion
  : ASSERT action=(ALLOW | DENY) what=services FROM from=side TO to=side
  ;

// ---- targets ----

target
  : TARGET name LBRACE targetStatement* RBRACE
  ;

targetStatement
  : bind
  | quota
  | targetOption
  ;

bind
  : BIND items+=binding (COMMA items+=binding)*
  ;

binding
  : bound=name id=STRING
  ;

quota
  : QUOTA limit=name value=number
  ;

targetOption
  : option=name value=optionValue
  ;

optionValue
  : chosen=word
  | text=STRING
  | amount=number
  ;

number
  : sign=DASH? digits=NUMBER
  ;
