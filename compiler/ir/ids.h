// The ids by which the parts of a policy refer to each other.
#pragma once

#include "compiler/support/typed_id.h"

namespace sgc::ir {

using AddressSetId = TypedId<struct AddressSetTag>;
using ServiceSetId = TypedId<struct ServiceSetTag>;
using WhoId = TypedId<struct WhoTag>;
using GroupId = TypedId<struct GroupTag>;
using FeedId = TypedId<struct FeedTag>;
using PointId = TypedId<struct PointTag>;
using NetworkId = TypedId<struct NetworkTag>;
using BlacklistId = TypedId<struct BlacklistTag>;
using PrefixListId = TypedId<struct PrefixListTag>;

}  // namespace sgc::ir
