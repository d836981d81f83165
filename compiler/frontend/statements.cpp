#include "compiler/frontend/statements.h"

#include <algorithm>
#include <array>

namespace sgc::frontend {
namespace {

using enum ast::BlockKind;

constexpr std::array kRows = {
    StatementRow{SecurityGroup, TokenKind::Description, Form::Text},
    StatementRow{SecurityGroup, TokenKind::Owner, Form::Text},
    StatementRow{SecurityGroup, TokenKind::Tags, Form::Tags},
    StatementRow{SecurityGroup, TokenKind::Members, Form::Who},
    StatementRow{SecurityGroup, TokenKind::Network, Form::Word},
    StatementRow{SecurityGroup, TokenKind::IntraGroup, Form::Word},
    StatementRow{SecurityGroup, TokenKind::External, Form::Flag},
    StatementRow{SecurityGroup, TokenKind::Inbound, Form::Rules},
    StatementRow{SecurityGroup, TokenKind::Outbound, Form::Rules},

    StatementRow{LoadBalancer, TokenKind::Description, Form::Text},
    StatementRow{LoadBalancer, TokenKind::Owner, Form::Text},
    StatementRow{LoadBalancer, TokenKind::Tags, Form::Tags},
    StatementRow{LoadBalancer, TokenKind::Scheme, Form::Word},
    StatementRow{LoadBalancer, TokenKind::Kind, Form::Word},
    StatementRow{LoadBalancer, TokenKind::Network, Form::Word},
    StatementRow{LoadBalancer, TokenKind::Created, Form::Date},
    StatementRow{LoadBalancer, TokenKind::Vip, Form::Who},
    StatementRow{LoadBalancer, TokenKind::Addresses, Form::Who},
    StatementRow{LoadBalancer, TokenKind::Snat, Form::Word},
    StatementRow{LoadBalancer, TokenKind::Listener, Form::Listener},
    StatementRow{LoadBalancer, TokenKind::Inbound, Form::Rules},
    StatementRow{LoadBalancer, TokenKind::Outbound, Form::Rules},

    StatementRow{Instance, TokenKind::Description, Form::Text},
    StatementRow{Instance, TokenKind::Owner, Form::Text},
    StatementRow{Instance, TokenKind::Tags, Form::Tags},
    StatementRow{Instance, TokenKind::Addresses, Form::Who},
    StatementRow{Instance, TokenKind::Groups, Form::Names},
    StatementRow{Instance, TokenKind::Network, Form::Word},

    StatementRow{Acl, TokenKind::Description, Form::Text},
    StatementRow{Acl, TokenKind::Owner, Form::Text},
    StatementRow{Acl, TokenKind::Tags, Form::Tags},
    StatementRow{Acl, TokenKind::Subnets, Form::Who},
    StatementRow{Acl, TokenKind::Network, Form::Word},
    StatementRow{Acl, TokenKind::Derive, Form::Flag},
    StatementRow{Acl, TokenKind::Inbound, Form::Rules},
    StatementRow{Acl, TokenKind::Outbound, Form::Rules},

    StatementRow{Network, TokenKind::Cidr, Form::Who},
    StatementRow{Network, TokenKind::Kind, Form::Word},

    StatementRow{Blacklist, TokenKind::Deny, Form::Who},
    StatementRow{Blacklist, TokenKind::Except, Form::Who},
    StatementRow{Blacklist, TokenKind::Services, Form::Services},
    StatementRow{Blacklist, TokenKind::On, Form::Names},
    StatementRow{Blacklist, TokenKind::Direction, Form::Word},
    StatementRow{Blacklist, TokenKind::Log, Form::Log},
    StatementRow{Blacklist, TokenKind::Established, Form::Word},

    StatementRow{PrefixList, TokenKind::External, Form::Flag},
    StatementRow{PrefixList, TokenKind::Members, Form::Who},
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
