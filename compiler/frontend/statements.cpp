#include "compiler/frontend/statements.h"

#include <algorithm>
#include <array>

namespace sgc::frontend {
namespace {

using enum ast::BlockKind;

constexpr std::array kRows = {
    StatementRow{SecurityGroup, TokenKind::Description, Form::Text, "description \"application servers\""},
    StatementRow{SecurityGroup, TokenKind::Owner, Form::Text, "owner \"web team\""},
    StatementRow{SecurityGroup, TokenKind::Tags, Form::Tags, "tags { team \"web\" }"},
    StatementRow{SecurityGroup, TokenKind::Members, Form::Who, "members 10.0.1.0/24, office"},
    StatementRow{SecurityGroup, TokenKind::Network, Form::Word, "network prod"},
    StatementRow{SecurityGroup, TokenKind::IntraGroup, Form::Word, "intra-group deny"},
    StatementRow{SecurityGroup, TokenKind::External, Form::Flag, "external"},
    StatementRow{SecurityGroup, TokenKind::Inbound, Form::Rules, "inbound { allow ssh from office }"},
    StatementRow{SecurityGroup, TokenKind::Outbound, Form::Rules, "outbound { allow tcp 443 to any }"},

    StatementRow{LoadBalancer, TokenKind::Description, Form::Text, "description \"application servers\""},
    StatementRow{LoadBalancer, TokenKind::Owner, Form::Text, "owner \"web team\""},
    StatementRow{LoadBalancer, TokenKind::Tags, Form::Tags, "tags { team \"web\" }"},
    StatementRow{LoadBalancer, TokenKind::Scheme, Form::Word, "scheme public"},
    StatementRow{LoadBalancer, TokenKind::Kind, Form::Word, "kind classic"},
    StatementRow{LoadBalancer, TokenKind::Network, Form::Word, "network prod"},
    StatementRow{LoadBalancer, TokenKind::Created, Form::Date, "created 2016-11-01"},
    StatementRow{LoadBalancer, TokenKind::Vip, Form::Who, "vip 203.0.113.80"},
    StatementRow{LoadBalancer, TokenKind::Addresses, Form::Who, "addresses 10.0.0.0/24"},
    StatementRow{LoadBalancer, TokenKind::Snat, Form::Word, "snat off"},
    StatementRow{LoadBalancer, TokenKind::Listener, Form::Listener, "listener web http 80 -> backend 8080 from any"},
    StatementRow{LoadBalancer, TokenKind::Inbound, Form::Rules, "inbound { allow ssh from office }"},
    StatementRow{LoadBalancer, TokenKind::Outbound, Form::Rules, "outbound { allow tcp 443 to any }"},

    StatementRow{Instance, TokenKind::Description, Form::Text, "description \"application servers\""},
    StatementRow{Instance, TokenKind::Owner, Form::Text, "owner \"web team\""},
    StatementRow{Instance, TokenKind::Tags, Form::Tags, "tags { team \"web\" }"},
    StatementRow{Instance, TokenKind::Addresses, Form::Who, "addresses 10.0.0.0/24"},
    StatementRow{Instance, TokenKind::Groups, Form::Names, "groups backend, base"},
    StatementRow{Instance, TokenKind::Network, Form::Word, "network prod"},

    StatementRow{Acl, TokenKind::Description, Form::Text, "description \"application servers\""},
    StatementRow{Acl, TokenKind::Owner, Form::Text, "owner \"web team\""},
    StatementRow{Acl, TokenKind::Tags, Form::Tags, "tags { team \"web\" }"},
    StatementRow{Acl, TokenKind::Subnets, Form::Who, "subnets 10.0.0.0/24"},
    StatementRow{Acl, TokenKind::Network, Form::Word, "network prod"},
    StatementRow{Acl, TokenKind::Derive, Form::Flag, "derive"},
    StatementRow{Acl, TokenKind::Inbound, Form::Rules, "inbound { allow ssh from office }"},
    StatementRow{Acl, TokenKind::Outbound, Form::Rules, "outbound { allow tcp 443 to any }"},

    StatementRow{Network, TokenKind::Cidr, Form::Who, "cidr 10.0.0.0/16"},
    StatementRow{Network, TokenKind::Kind, Form::Word, "kind vpc"},

    StatementRow{Blacklist, TokenKind::Deny, Form::Who, "deny file \"feeds/drop.netset\", 198.51.100.66"},
    StatementRow{Blacklist, TokenKind::Except, Form::Who, "except office"},
    StatementRow{Blacklist, TokenKind::Services, Form::Services, "services ssh, tcp 80"},
    StatementRow{Blacklist, TokenKind::On, Form::Names, "on edge, backend"},
    StatementRow{Blacklist, TokenKind::Direction, Form::Word, "direction both"},
    StatementRow{Blacklist, TokenKind::Log, Form::Log, "log \"blacklisted\""},
    StatementRow{Blacklist, TokenKind::Established, Form::Word, "established deny"},

    StatementRow{PrefixList, TokenKind::External, Form::Flag, "external"},
    StatementRow{PrefixList, TokenKind::Members, Form::Who, "members 10.0.1.0/24, office"},
};

}  // namespace

const StatementRow* find_statement(ast::BlockKind block, TokenKind keyword) {
  const auto row = std::find_if(kRows.begin(), kRows.end(), [&](const StatementRow& candidate) {
    return candidate.block == block && candidate.keyword == keyword;
  });
  return row == kRows.end() ? nullptr : &*row;
}

std::vector<std::string_view> statements_of(ast::BlockKind block) {
  std::vector<std::string_view> keywords;
  for (const StatementRow& row : kRows) {
    if (row.block == block) keywords.push_back(text_of(row.keyword));
  }
  return keywords;
}

bool is_statement(TokenKind keyword) {
  return std::any_of(kRows.begin(), kRows.end(), [&](const StatementRow& row) { return row.keyword == keyword; });
}

bool may_begin_value(Form form, TokenKind kind) {
  switch (form) {
    case Form::Flag: return true;
    case Form::Text:
    case Form::Log: return kind == TokenKind::String;
    case Form::Word: return may_be_name(kind) || kind == TokenKind::Allow || kind == TokenKind::Deny;
    case Form::Date: return kind == TokenKind::Date;
    case Form::Who:
      return may_be_name(kind) || kind == TokenKind::Address || kind == TokenKind::Any || kind == TokenKind::Any4 ||
             kind == TokenKind::Any6 || kind == TokenKind::File;
    case Form::Names:
    case Form::Listener: return may_be_name(kind);
    case Form::Services:
      return may_be_name(kind) || kind == TokenKind::All || (kind >= TokenKind::Tcp && kind <= TokenKind::Proto);
    case Form::Tags:
    case Form::Rules: return kind == TokenKind::LeftBrace;
  }
  return false;
}

std::string_view keyword_of(ast::BlockKind block) {
  switch (block) {
    case SecurityGroup: return "securitygroup";
    case LoadBalancer: return "loadbalancer";
    case Instance: return "instance";
    case Acl: return "acl";
    case Network: return "network";
    case Blacklist: return "blacklist";
    case PrefixList: return "prefixlist";
  }
  return {};
}

}  // namespace sgc::frontend
