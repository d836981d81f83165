// Slips of the hand: each has its own words, points at the very place («…»), and is one error alone.
#include <gtest/gtest.h>

#include "tests/unit/frontend/marked.h"
#include "tests/unit/frontend/parsed.h"

namespace sgc {
namespace {

struct Slip {
  std::string_view text;  // the place of the error between «»
  DiagnosticCode code;
  std::string_view says;  // part of the message or help
};

void expect_slip(const std::string& marked_text, const Slip& slip) {
  const Marked marked(marked_text);
  const Parsed parsed(marked.text);
  ASSERT_EQ(parsed.sink.all().size(), 1U) << marked.text << "\n" << parsed.all_findings();
  const Diagnostic& d = parsed.sink.all().front();
  EXPECT_EQ(d.code, slip.code) << parsed.all_findings();
  EXPECT_EQ(d.where.begin, marked.begin) << parsed.all_findings();
  EXPECT_EQ(d.where.end, marked.end) << marked.text << "\n" << parsed.all_findings();
  EXPECT_NE((d.message + " | " + d.help).find(slip.says), std::string::npos) << parsed.all_findings();
}

constexpr Slip kInboundRules[] = {
    {"«permit» ssh from any", 1022, "write `allow`"},
    {"«accept» ssh from any", 1022, "write `allow`"},
    {"«drop» ssh from any", 1022, "write `deny`"},
    {"«Refuse» ssh from any", 1022, "write `reject`"},
    {"«alow» ssh from any", 1021, "did you mean `allow`?"},
    {"«ALLOW» ssh from any", 1021, "did you mean `allow`?"},
    {"«defualt» deny", 1021, "did you mean `default`?"},
    {"allow ssh «form» any", 1021, "did you mean `from`?"},
    {"allow ssh «FROM» any", 1021, "did you mean `from`?"},
    {"allow ssh from any «tO» self", 1021, "did you mean `to`?"},
    {"allow ssh from any «coment» \"x\"", 1021, "did you mean `comment`?"},
    {"allow ssh from any «exept» office", 1021, "did you mean `except`?"},
    {"allow ssh «http» from any", 1040, "between `ssh` and `http`"},
    {"allow tcp 80 «443» from any", 1040, "between `80` and `443`"},
    {"allow tcp 80 «ssh» from any", 1040, "between `80` and `ssh`"},
    {"allow ssh «tcp» 80 from any", 1040, "between `ssh` and `tcp`"},
    {"allow ssh from office «clients»", 1040, "between `office` and `clients`"},
    {"allow ssh from office «10.0.0.0/8»", 1040, "between `office` and `10.0.0.0/8`"},
    {"allow ssh from office «tom»", 1040, "between `office` and `tom`"},
    {"allow ssh from office «and» clients", 1040, "between `office` and `clients`"},
    {"allow ssh«,» from any", 1041, "take the comma away"},
    {"allow «,»ssh from any", 1041, "take the comma away"},
    {"allow ssh,«,» http from any", 1041, "take the comma away"},
    {"allow ssh from «,» any", 1041, "take the comma away"},
    {"allow ssh from any«,»", 1041, "take the comma away"},
    {"allow ssh from any«,» to self", 1041, "take the comma away"},
    {"allow ssh from any log«,» comment \"x\"", 1041, "take the comma away"},
    {"allow ssh from any except a «except» b", 1042, "list all exceptions after one"},
    {"allow ssh from «except» office", 1043, "any except office"},
    {"«allow ssh»", 1050, "everybody is `from any`"},
    {"«allow ssh to self» log", 1050, "an inbound rule says `from`"},
    {"allow ssh from any log «log»", 1051, "`log` is written twice"},
    {"allow ssh from any expires 2027-01-01 «expires» 2027-01-01", 1051, "written twice"},
    {"allow ssh from file \"x\" optional «optional»", 1051, "`optional` is written twice"},
    {"allow ssh from file \"x\" min 1 max 2 «min» 3", 1051, "`min` is written twice"},
    {"allow ssh from «file \"x\" min 3 max 2»", 1058, "the fewest entries"},
    {"allow ssh to self «from» any", 1052, "services, `from`, `to`, options"},
    {"allow ssh log «from» any", 1052, "services, `from`, `to`, options"},
    {"allow ssh from any log «to» self", 1052, "services, `from`, `to`, options"},
    {"default deny «ticket» \"x\"", 1053, "`log`, `comment` and `ignore` only"},
    {"default deny «from» any", 1053, "`log`, `comment` and `ignore` only"},
    {"allow ssh from any expires «2027-02-29»", 1054, "that month has 28 days"},
    {"allow ssh from any expires «2027-13-01»", 1054, "months are 01 to 12"},
    {"allow ssh from any expires «2027-00-10»", 1054, "months are 01 to 12"},
    {"allow ssh from any expires «2027-1-31»", 1054, "`2027-01-31`"},
    {"allow ssh from any expires «31.01.2027»", 1054, "`2027-01-31`"},
    {"allow ssh from any expires «20270131»", 1054, "`2027-01-31`"},
    {"allow ssh from any expires «\"2027-01-31\"»", 1020, "write `2027-01-31`"},
    {"allow ssh from any ignore «SGC1001» \"x\"", 1055, "findings of checks"},
    {"allow ssh from any ignore «SGC3040» \"x\"", 1055, "findings of checks"},
    {"allow ssh from any ignore «SGC3037» \"x\"", 1055, "remove the `ignore`"},
    {"default allow ignore «SGC1001» \"x\"", 1055, "findings of checks"},
    {"allow ssh from any ignore SGC3020 «\"\"»", 1059, "say why"},
    {"allow ssh from any ignore SGC3020 «\" \"»", 1059, "say why"},
    {"default allow ignore SGC3020 «\"\"»", 1059, "say why"},
    {"allow ssh from any ignore «shadowing» \"x\"", 1055, "findings of checks"},
    {"allow «from» any", 1057, "every service is `all`"},
    {"allow tcp «080» from any", 1060, "write `80`"},
    {"allow tcp «65536» from any", 1062, "the last is 65535"},
    {"allow tcp «200-1» from any", 1063, "did you mean 1-200?"},
    {"allow tcp 1-«99999» from any", 1062, "the last is 65535"},
    {"allow tcp «0» from any", 1064, "`0-1023`"},
    {"allow tcp 0-«0» from any", 1064, "`0-1023`"},
    {"allow tcp 80, «0» from any", 1064, "`0-1023`"},
    {"allow «443 tcp» from any", 1065, "write `tcp 443`"},
    {"allow «443/tcp» from any", 1065, "write `tcp 443`"},
    {"allow ssh, «53/udp» from any", 1065, "write `udp 53`"},
    {"allow «443» from any", 1066, "write `tcp 443` or `udp 443`"},
    {"allow tcp, «443» from any", 1066, "write `tcp 443` or `udp 443`"},
    {"allow ssh, «443-445» from any", 1066, "write `tcp 443`"},
    {"allow tcp «80:443» from any", 1067, "write `80-443`"},
    {"allow tcp «80..443» from any", 1067, "write `80-443`"},
    {"allow «tcp/80» from any", 1067, "write `tcp 80`"},
    {"allow tcp «80/tcp» from any", 1067, "write `tcp 80`"},
    {"allow proto «0» from any", 1068, "every protocol is `all`"},
    {"allow proto «256» from any", 1068, "1 to 255"},
    {"allow icmp «255» from any", 1069, "0 to 254"},
    {"allow icmp «3/255» from any", 1069, "ICMP code 255"},
    {"allow icmp6 «999» from any", 1069, "ICMP type 999"},
    {"allow icmp «echo-requst» from any", 1070, "did you mean `echo-request`?"},
    {"allow icmp «packet-too-big» from any", 1070, "it is a type of `icmp6`"},
    {"allow icmp «3/tcp» from any", 1070, "3/4"},
    {"allow icmp «echo-request/0» from any", 1070, "`8/CODE`"},
    {"allow icmp6 «echo-request/0» from any", 1070, "`128/CODE`"},
    {"allow tcp «port» 443 from any", 1071, "`tcp 80, 443`"},
    {"allow udp «dport» 443 from any", 1071, "`udp 80, 443`"},
    {"allow tcp «any» from any", 1071, "all ports are `tcp` alone"},
    {"allow tcp 80 sport 1, 2 «sport» 3 from any", 1051, "source ports are one list"},
    {"allow ssh from «\"office\"»", 1020, "write `office`"},
    {"allow ssh from «\"10.0.0.0/8\"»", 1020, "write `10.0.0.0/8`"},
    {"allow ssh from any comment «hello there» log", 1019, "write `\"hello there\"`"},
    {"allow ssh from file «feeds/x.netset» optional", 1019, "a path stands in quotes"},
    {"allow ssh from «10.0.0.1 - 10.0.0.9»", 1094, "write `10.0.0.1-10.0.0.9`"},
    {"allow ssh from «10»", 1082, "fewer than four octets"},
    {"allow ssh from «10/8»", 1082, "did you mean 10.0.0.0/8?"},
    {"allow ssh from any owner« »", 1001, "expected a text in quotes, found `}`"},
    {"allow ssh from any «->» self", 1001, "found `->`"},
    {"allow ssh from any to« »", 1001, "an address, a name, `any` or `file \"…\"`"},
    {"allow« »", 1001, "a service such as `tcp 443`, `ssh` or `all`"},
};

TEST(Slips, InRules) {
  for (const Slip& slip : kInboundRules) {
    std::string rule(slip.text);
    // The end of a piece is the point behind its last word.
    if (const auto point = rule.find("« »"); point != std::string::npos) rule.replace(point, 5, "«» ");
    expect_slip("securitygroup x { inbound { " + rule + " } }", slip);
  }
}

constexpr Slip kBlocks[] = {
    {"securitygroup x { «memebrs» 10.0.0.0/8 }", 1036, "did you mean `members`?"},
    {"securitygroup x { «Members» 10.0.0.0/8 }", 1036, "did you mean `members`?"},
    {"securitygroup x { «vip» 10.0.0.1 }", 1036, "a securitygroup takes description"},
    {"securitygroup x { «foo» 10.0.0.1 members 10.0.0.0/8 }", 1036, "a securitygroup takes"},
    {"securitygroup x { «in» { allow ssh from any } }", 1023, "write `inbound { … }`"},
    {"securitygroup x { «egress» { allow ssh to any } }", 1023, "write `outbound { … }`"},
    {"securitygroup x { «inbuond» { allow ssh from any } }", 1036, "did you mean `inbound`?"},
    {"securitygroup x { «allow» ssh from any deny http from any members a }", 1038, "put it into the list"},
    {"securitygroup x { members «{» 10.0.0.0/8 } }", 1033, "write members 10.0.1.0/24"},
    {"securitygroup x { members a «except» b }", 1044, "make a group of it"},
    {"securitygroup x { members a b }", 0, ""},
    {"securitygroup x { network a «b» }", 1001, "expected nothing more, found `b`"},
    {"securitygroup x { description «hello» }", 1019, "write `\"hello\"`"},
    {"securitygroup x { intra-group «yes, please» }", 0, ""},
    {"loadbalancer x { listener web http 80 «backend» 8080 from any }", 1001, "expected `->`"},
    {"loadbalancer x { listener web http 80 «=>» backend 8080 from any }", 1018, "write `->`"},
    {"loadbalancer x { listener web http 80 «→» backend 8080 from any }", 1018, "write `->`"},
    {"loadbalancer x { listener web http 80 «- >» backend 8080 from any }", 1018, "write `->`"},
    {"loadbalancer x { listener web http 80 «-->» backend 8080 from any }", 1018, "write `->`"},
    {"loadbalancer x { listener «any» http 80 -> backend 8080 from any }", 1014, "`any` is reserved"},
    {"loadbalancer x { listener web http «0» -> backend 8080 from any }", 1064, "no port of a service"},
    {"loadbalancer x { listener web http 80 -> backend «70000» from any }", 1062, "65535"},
    {"loadbalancer x { listener web http 80 -> backend 8080 from any «helth» tcp 9 }", 1021, "did you mean `health`?"},
    {"loadbalancer x { scheme «\"public\"» }", 1020, "write `public`"},
    {"loadbalancer x { created «2016» }", 1054, "`2027-01-31`"},
    {"instance x { groups a «b» }", 1040, "between `a` and `b`"},
    {"blacklist x { on «all» }", 1014, "`all` is reserved"},
    {"blacklist x { deny a services tcp 22 «http» }", 1040, "between `22` and `http`"},
    {"target x { counters« » }", 0, ""},
    {"target x { priority «- 10» }", 1001, "write `-10` without a blank"},
    {"target x { priority «99999999999999999999» }", 1061, "too large"},
    {"target x { bind «any» \"x\" }", 1014, "`any` is reserved"},
    {"target x { bind a «b» }", 1019, "write `\"b\"`"},
    {"securitygroup x { tags { a \"b\"«,» c \"d\" } }", 1041, "take the comma away"},
    {"securitygroup x { tags { «any» \"b\" } }", 1014, "`any` is reserved"},
    {"assert «reject» ssh from any to x", 1056, "`assert deny` holds"},
    {"assert allow ssh from any «ot» x", 1021, "did you mean `to`?"},
    {"«asert» allow ssh from any to x", 1035, "did you mean `assert`?"},
    {"«secruitygroup» x { }", 1035, "did you mean `securitygroup`?"},
    {"«security-group» x { }", 1035, "did you mean `securitygroup`?"},
    {"«policy» x { allow ssh from any }", 1035, "a file holds include, group"},
    {"«allow» ssh from any to x", 1037, "a rule stands in a block"},
    {"«members» 10.0.0.0/8", 1037, "a statement of a block"},
    {"include «common/x.sg»", 1019, "a path stands in quotes"},
    {"include \"a\" «\"b\"»", 1001, "expected nothing more"},
    {"group «any» { a }", 1014, "`any` is reserved"},
    {"group «\"x\"» { a }", 1020, "write `x`"},
    {"group «{» a }", 1001, "expected a name, found `{`"},
    {"group «10.0.0.1» { a }", 1001, "expected a name, found `10.0.0.1`"},
    {"group a «b» { a }", 1001, "expected `{`, found `b`"},
    {"group «service» web { tcp 80 }", 1001, "expected a name, found `service`"},
    {"group a { b except c «except» d }", 1042, "list all exceptions"},
    {"group a { «except» d }", 1043, "any except office"},
    {"group a { b,«,» c }", 1041, "take the comma away"},
    {"service s { icmp «echo-reqest» }", 1070, "a service of that name stands after a comma"},
    {"service s { tcp 80 «443» }", 1040, "a list of ports is parted by commas"},
    {"group a { b } «}»", 1031, "closes nothing"},
    {"group a «{» b", 1030, "write the `}` that closes it"},
};

TEST(Slips, InBlocksAndDeclarations) {
  for (const Slip& slip : kBlocks) {
    if (slip.code != 0) expect_slip(std::string(slip.text), slip);
  }
}

constexpr Slip kWords[] = {
    {"group a { «10.0.*» }", 1092, "write a prefix"},
    {"group a { «*» }", 1002, "everybody is `any`"},
    {"group a { «www.example.com» }", 1091, "write its addresses"},
    {"group a { «db-1.internal» }", 1091, "write its addresses"},
    {"group a { «3com.com» }", 1091, "write its addresses"},
    {"group a { «any/0» }", 1093, "everybody is `any`"},
    {"group a { «office/24» }", 1080, "neither an address"},
    {"group a { «010.0.0.1» }", 1081, "did you mean 10.0.0.1?"},
    {"group a { «10.0.0/8» }", 1082, "did you mean 10.0.0.0/8?"},
    {"group a { «10.0.0.256» }", 1083, "at most 255"},
    {"group a { «10.0.0.0/33» }", 1084, "at most /32"},
    {"group a { «2001:db8::/129» }", 1084, "/128"},
    {"group a { «10.0.0.0/255.0.0.0» }", 1085, "did you mean 10.0.0.0/8?"},
    {"group a { «10.0.0.0/08» }", 1085, "plain decimal"},
    {"group a { «10.0.0.0/+8» }", 1085, "did you mean 10.0.0.0/8?"},
    {"group a { «10.0.0.0/-8» }", 1085, "plain decimal"},
    {"group a { «10.0.0.0/ 8» b }", 1085, "did you mean 10.0.0.0/8?"},
    {"group a { «10.0.0.0 / 8» b }", 1085, "did you mean 10.0.0.0/8?"},
    {"group a { «10.0.0.0 /8», b }", 1085, "did you mean 10.0.0.0/8?"},
    {"group a { «10.0.0.0/» }", 1085, "plain decimal"},
    {"group a { «10.0.0.0/» # 8\n b }", 1085, "plain decimal"},
    {"group a { «10.0.0.0/(8)» }", 1085, "plain decimal"},
    {"group a { «2001:db8::/+32» }", 1085, "did you mean 2001:db8::/32?"},
    {"group a { 10.0.0.0/8 «//» eight\n }", 1015, "from `#`"},
    {"group a { «10.0.0.1/8» }", 1086, "did you mean 10.0.0.0/8?"},
    {"group a { «10.0.0.9-10.0.0.1» }", 1087, "did you mean 10.0.0.1-10.0.0.9?"},
    {"group a { «10.0.0.1-2001:db8::1» }", 1088, "one end of the range"},
    {"group a { «fe80::1%eth0» }", 1089, "did you mean fe80::1?"},
    {"group a { «::ffff:192.0.2.1» }", 1090, "did you mean 192.0.2.1?"},
    {"group a { «2001:db8:::1» }", 1080, "neither an address"},
    {"group a { b«=»c }", 1017, "take it away"},
    {"group a«:» { b }", 1017, "take it away"},
    {"group a { b }«;»", 1016, "white space parts words"},
    {"group a { «!»b }", 1002, "named after `except`"},
    {"group a { «$»b }", 1002, "`$` has no meaning"},
    {"group a { b«@»c }", 1002, "`@` has no meaning"},
    {"group a { 10.0.0.0/8«@»c }", 1002, "a comma where two things are meant"},
    {"group a { b «@» c }", 1002, "take it away"},
    {"group a { b «&&» c }", 1002, "`&&` has no meaning"},
    {"group a { «[»2001:db8::1] }", 1024, "stands by itself"},
    {"group a { «(»b, c) }", 1024, "parted by commas"},
    {"«//» a comment { group\ngroup a { b }", 1015, "from `#`"},
    {"«/*» a comment {\n group */ group a { b }", 1015, "from `#`"},
    {"group a { b«\u00a0»c }", 1003, "U+00A0 (no-break space)"},
    {"group a { b «\ufeff»c }", 1003, "U+FEFF (byte-order mark)"},
    {"group a { b «\u200b»c }", 1003, "U+200B"},
    {"group «größe» { b }", 1010, "U+00F6"},
    {"group «ёлка» { b }", 1010, "U+0451"},
    {"group «a234567890123456789012345678901234567890123456789012345678901234» { b }", 1011, "at most 63"},
    {"group «a-» { b }", 1012, "take the hyphen away"},
    {"group «3com» { b }", 1013, "begins with a letter"},
    {"include «“»a.sg”", 1006, "U+201C"},
    {"include «'»a.sg'", 1007, "write `\"` at both ends"},
    {"include «\"a.sg»", 1008, "close it"},
    {"include \"a«\\q».sg\"", 1009, "escapes are"},
    {"include \"a«\t».sg\"", 1005, "write it as `\\t`"},
    {"include \"a«\u202e».sg\"", 1005, "U+202E"},
    {"# comment «\r» group\ngroup a { b }", 1005, "carriage return"},
    {"group a { b } # «\u2028» c", 1005, "U+2028"},
    {"group a { b «\x01»c }", 1005, "U+0001"},
    {"group a { 10.0.0.1 «–» b }", 1002, "write `-`, U+002D"},
};

TEST(Slips, InWords) {
  for (const Slip& slip : kWords) expect_slip(std::string(slip.text), slip);
}

TEST(Slips, TheSecondOfABadPairOfLinesIsToldToo) {
  const Parsed parsed("securitygroup x { inbound {\n  permit tcp 80/tcp form office clients\n  allow ssh from 10.0.0.1/8\n  drop all from any;\n} }");
  EXPECT_EQ(parsed.codes(), (std::vector<DiagnosticCode>{1022, 1067, 1021, 1040, 1086, 1022, 1016})) << parsed.all_findings();
}

TEST(Slips, WhatWasMeantIsRead) {
  const Parsed parsed("securitygroup x { in {\n  permit 80/tcp, 443 tcp form \"office\" clients tO self log\n  drop tcp 1:5 from 10/8\n} }");
  const auto& block = std::get<ast::RuleBlock>(parsed.get<ast::Block>(0).statements.at(0).value);
  ASSERT_EQ(block.rules.size(), 2U) << parsed.all_findings();
  EXPECT_EQ(block.rules[1].action, ast::Action::Deny);
  EXPECT_EQ(std::get<ast::PortItem>(block.rules[1].services.at(0).what).destination, (std::vector<NumberRange>{{1, 5}}));
}

TEST(Slips, AnEarlyBraceIsToldAndTheListGoesOn) {
  const Parsed parsed("securitygroup x {\n  inbound { allow ssh from any }\n    allow http from any\n    default deny\n  }\n  members 10.0.0.0/8\n}\n");
  EXPECT_EQ(parsed.codes(), (std::vector<DiagnosticCode>{1032})) << parsed.all_findings();
  const auto& block = parsed.get<ast::Block>(0);
  EXPECT_EQ(std::get<ast::RuleBlock>(block.statements.at(0).value).rules.size(), 2U);
  EXPECT_EQ(block.statements.size(), 2U);
}

TEST(Slips, AForgottenBraceOfAListIsToldAndTheBlockGoesOn) {
  const Parsed parsed("securitygroup x {\n  inbound {\n    allow ssh from any\n  members 10.0.0.0/8\n  outbound { allow all to any }\n}\ngroup a { b }\n");
  EXPECT_EQ(parsed.codes(), (std::vector<DiagnosticCode>{1030})) << parsed.all_findings();
  EXPECT_EQ(parsed.get<ast::Block>(0).statements.size(), 3U);
  EXPECT_EQ(parsed.file.declarations.size(), 2U);
}

TEST(Slips, AForgottenBraceOfADeclarationEndsAtTheNext) {
  const Parsed parsed("group a { b, c\ngroup d { e }\nsecuritygroup x { inbound { allow ssh from any\nassert allow ssh from any to x\ninclude \"y\"\n");
  EXPECT_EQ(parsed.codes(), (std::vector<DiagnosticCode>{1030, 1030})) << parsed.all_findings();
  EXPECT_EQ(parsed.file.declarations.size(), 5U);
}

TEST(Slips, WhatCannotBeReadLeavesItsMark) {
  const Parsed parsed("group a { 10.0.0.300 }\nsecuritygroup x { vip 10.0.0.1 inbound { allow } }");
  EXPECT_TRUE(std::holds_alternative<ast::Unreadable>(parsed.get<ast::Group>(0).who.elements.at(0).what));
  const auto& block = parsed.get<ast::Block>(1);
  EXPECT_TRUE(block.damaged);
  EXPECT_TRUE(std::get<ast::RuleBlock>(block.statements.at(0).value).damaged);
}

}  // namespace
}  // namespace sgc
