#pragma once
/// The resource types that templates may use: a row each, read by the engine and by change sets.
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "sandbox/services/cloudformation/calls/call_journal.h"
#include "sandbox/services/cloudformation/calls/service_caller.h"
#include "sandbox/services/cloudformation/calls/step_journal.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox::cloudformation {

using shapes::OnChange;

/// A property as AWS has it, and whether the sandbox does.
struct Property {
  std::string_view name;
  std::optional<shapes::Shape> shape;      ///< nothing: a text
  OnChange on_change = OnChange::kUpdate;  ///< kConditional: the type's `replaces` tells
  bool is_required = false;
  bool is_supported = false;
};

/// How a name is made for a resource that its template does not name.
struct NameRule {
  std::size_t max_length = 0;  ///< 0: the resource has no name of its own making
  enum class Form {
    kStackFirst,
    kLowerCase,
    kCfnFirst,
    kLogicalIdFirst,
    kLogicalIdOnly
  } form = Form::kStackFirst;
};

/// StackName-LogicalId-RANDOM, cut to fit; CFN-LogicalId-RANDOM for SSM parameters; LogicalId-Random for secrets, LogicalId_Random
/// for launch templates.
std::string physical_name(const NameRule& rule, std::string_view stack_name, std::string_view logical_id,
                          Random& random);

/// What a handler works on. Lives until the handler's task has ended.
struct ResourceCall {
  EngineParts& parts;
  Principal principal;  ///< in whose name services are called
  aws::Region region;
  std::string account;
  std::string partition;
  std::string stack_id;
  std::string stack_name;
  std::string logical_id;
  std::string physical_id;      ///< the name that was chosen (create), what is there (update, remove)
  json::object properties;      ///< wanted
  json::object old_properties;  ///< update: as applied
  json::array stack_tags;       ///< the stack's own, {Key, Value}
  json::array old_stack_tags;
  bool exists = false;             ///< create: set once there is something to delete if a later step fails
  const bool* stopping = nullptr;  ///< whether the stack operation is being given up: see Poll
  /// create: the engine's, which saves the id, so that a restart finds what a killed sandbox had begun.
  std::function<void(const std::string& physical_id)> on_made = {};
  CallJournal* journal = nullptr;  ///< create: of the calls before made()
  bool is_replayed = false;        ///< create: it has been made, and only its id is looked for
  StepJournal* step = nullptr;     ///< create, update: for steps that take long
  json::object creation_policy = {};
  json::object update_policy = {};     ///< wanted; of a rollback that of the template that it goes back to
  json::array capabilities = {};       ///< that the stack has acknowledged
  bool disable_rollback = false;       ///< what fails stays
  std::string operation_id = {};       ///< of the stack's operation, the same after a kill: for tokens
  std::string refused_operation = {};  ///< the last one whose reply was an error

  /// create: there is something now, under this id.
  void made(std::string id);
  /// A call in the name of `principal`, again if the error is one that passes.
  Task<ApiResult<json::object>> call(std::string_view service, std::string_view operation,
                                     const json::object& params);
  /// The same, of an operation whose reply says nothing.
  Task<ApiResult<void>> tell(std::string_view service, std::string_view operation, json::object params);
  std::string global_arn(std::string_view service, std::string_view resource) const;
  std::string regional_arn(std::string_view service, std::string_view resource) const;
};

struct ResourceOutcome {
  std::string physical_id;  ///< what Ref gives
  json::object attributes;  ///< what Fn::GetAtt gives
};

using Make = Task<ApiResult<ResourceOutcome>> (*)(ResourceCall&);
/// What is not there (any more) is a success.
using Remove = Task<ApiResult<void>> (*)(ResourceCall&);
/// Whether something of the name `physical_id` is there.
using Exists = Task<ApiResult<bool>> (*)(ResourceCall&);

/// What an update of a resource amounts to.
struct PropertyChanges {
  std::vector<std::string> changed;  ///< top-level names, in order
  bool needs_replacement = false;
};

/// What is wrong with a resource's properties.
struct PropertyProblem {
  std::string property;  ///< its name
  /// "Encountered unsupported property X", "Property X cannot be empty.", "Value of property X must be …"
  std::string message;
};

/// What Fn::GetAtt gives.
struct Attribute {
  enum class From : std::uint8_t { kId, kArn, kProperty, kReply, kFunction };
  /// One that comes from the reply has a dotted path there, see value_at; a list in AWS's model is of all values there.
  constexpr Attribute(std::string_view attribute, std::string_view reply_path)
      : name{attribute}, from{From::kReply}, path{reply_path} {}
  constexpr Attribute(std::string_view attribute, From source) : name{attribute}, from{source} {}
  constexpr Attribute(const char* attribute) : name{attribute} {}

  std::string_view name;
  From from = From::kId;
  std::string_view path = {};
};

/// A property that an operation takes. Names are paths: "Options.HostnameType" is a member of a structure.
struct Parameter {
  enum class In : std::uint8_t { kBoth, kCreate, kUpdate };
  constexpr Parameter(const char* name) : property{name} {}
  constexpr Parameter(std::string_view name, std::string_view api_name, std::string_view update_fallback = {},
                      In operations = In::kBoth)
      : property{name}, member{api_name}, fallback{update_fallback}, in{operations} {}
  constexpr Parameter(std::string_view name, In operations) : property{name}, in{operations} {}

  std::string_view property;
  /// The operation's name for it; "" if that is the property's, in the API's style.
  std::string_view member = {};
  /// JSON: what stands for one that the template does not have, or has no more; "": nothing.
  std::string_view fallback = {};
  In in = In::kBoth;
};

/// How an API sets the tags of a resource at its creation, and how it changes them.
struct Tagging {
  enum class Form : std::uint8_t {
    kPairs,          ///< [{Key, Value}]
    kSmallPairs,     ///< [{key, value}]
    kMap,            ///< {key: value}
    kSpecification,  ///< EC2's: TagSpecification at the creation, keys as tags without a value
    kWhole,          ///< [{Key, Value}], not at the creation: `tag` sets all, `untag` takes all
  };
  std::string_view member;  ///< of the creation and of `tag`; a path
  Form form = Form::kPairs;
  std::string_view tag;
  std::string_view untag;
  std::string_view resource;   ///< their member that names the resource, alone or in a list
  std::string_view keys = {};  ///< of `untag`
  enum class By : std::uint8_t { kId, kArn } by = By::kId;  ///< kArn: by the type's `arn` if it has one
  std::string_view property = "Tags";                       ///< of the template; EFS's types have others
};

/// How long CloudFormation waits for what.
struct TimeLimits {
  static constexpr Duration kState =
      std::chrono::minutes{30};  ///< an instance runs, a NAT gateway is available
  static constexpr Duration kService = std::chrono::hours{3};  ///< an ECS service is stable, or has drained
  /// [assumption] a group has the instances that it wants, or none any more; lifecycle hooks may hold them
  static constexpr Duration kGroup = std::chrono::hours{3};
  static constexpr Duration kDependency =
      std::chrono::minutes{10};  ///< others let go of what is to be deleted
  /// The same at --pace instant, where nothing lets go later than soon.
  static constexpr Duration kDependencyAtOnce = std::chrono::seconds{10};
  /// More than any timeout of a template or of other stacks, so that it is that which ends the waiting.
  static constexpr Duration kNone = std::chrono::hours{24 * 365};
};

/// The states that a resource passes through.
struct States {
  std::string_view path = {};     ///< where they are in what is read
  std::string_view ready = {};    ///< in which it is created; "": at once
  std::string_view pending = {};  ///< in which it may still become ready; "": in all others
  std::string_view reason = {};   ///< path of why it did not
  std::initializer_list<std::string_view> gone = {};  ///< in which it is as good as not there
  Duration limit = TimeLimits::kState;                ///< how long it is waited for
};

/// Properties that operations of their own set once the resource is there, each time that they have changed.
struct Setting {
  std::string_view put;  ///< takes all of them, beside id_member and keys
  /// A fallback is what the resource has of itself.
  std::initializer_list<Parameter> takes;
  std::string_view remove = {};       ///< where the template has none of them any more; "": no call then
  std::string_view remove_with = {};  ///< JSON: what `remove` takes besides
  std::string_view put_with = {};     ///< JSON: what `put` takes besides
  enum class At : std::uint8_t { kAlways, kUpdate } at = At::kAlways;   ///< kUpdate: `create` takes them
  enum class Calls : std::uint8_t { kOne, kEach } calls = Calls::kOne;  ///< kEach: one property a call
};

/// A list whose elements operations add and remove one by one. What is left of it is removed before the resource is.
struct ElementList {
  std::string_view property;
  /// Of both operations: takes the element, alone or in a list, or is the member by which elements that are structures are told
  /// apart.
  std::string_view member;
  std::string_view add;  ///< takes all members of a structure; both take id_member and keys
  std::string_view remove;
  enum class First : std::uint8_t { kAdd, kRemove } first = First::kAdd;
  std::initializer_list<Parameter> takes =
      {};                                 ///< of `add`: if one has changed, all elements are added again
  Setting::At at = Setting::At::kAlways;  ///< kUpdate: `create` takes it
  std::string_view add_with = {};         ///< JSON: what `add` takes besides
  std::string_view remove_with = {};      ///< JSON: what `remove` takes besides
};

/// An operation that shows what `read` does not: for the detection of drift.
struct FurtherRead {
  std::string_view operation;  ///< takes id_member and keys, as far as it has them
  std::string_view item =
      {};  ///< path in the reply of what is added to what `read` shows; "": the reply itself
  std::string_view with = {};  ///< JSON: what it takes besides; ID in it is the physical id
};

/// The operations behind a type. Paths are members of replies, joined by dots.
struct ServiceCalls {
  std::string_view service = {};
  /// Takes the physical id in all operations but `create`, alone or in a list: `service` of some is `services` of others.
  std::string_view id_member = {};
  std::initializer_list<Parameter> keys = {};  ///< properties that all operations take

  std::string_view create = {};        ///< "" of types that are nothing but settings or lists of others
  std::string_view name_member = {};   ///< of `create`: takes the name that was chosen
  std::string_view token_member = {};  ///< of `create`: takes a client token
  std::initializer_list<Parameter> takes = {};
  std::string_view create_with = {};  ///< JSON: what `create` takes besides
  std::string_view made = {};         ///< path of the resource in the reply; "": the reply itself
  std::string_view id = {};           ///< path of the physical id in that; "": the name that was chosen
  /// Properties that make the physical id, joined by "|"; those that are not there are left out.
  std::initializer_list<std::string_view> id_from = {};

  std::string_view read = {};
  std::string_view item = {};          ///< path of the resource in the reply; "": the reply itself
  std::string_view names_member = {};  ///< of `read`: takes names, where id_member takes other ids
  States states = {};
  std::initializer_list<FurtherRead> further = {};
  /// Properties that are shown under other names than they are taken: {property, path}. On lists in the path it is all values there.
  std::initializer_list<std::pair<std::string_view, std::string_view>> shows = {};

  std::string_view update = {};
  /// kChanged: what has changed, and no call if nothing has. kAll: all of `takes` again.
  enum class Sends : std::uint8_t { kChanged, kAll } sends = Sends::kChanged;
  std::string_view update_with = {};  ///< JSON: what `update` takes besides
  std::string_view new_id = {};       ///< path in the reply of `update`, where the resource gets another id

  std::initializer_list<Setting> settings = {};
  std::initializer_list<ElementList> lists = {};

  std::string_view remove = {};
  std::string_view remove_with = {};  ///< JSON: what `remove` takes besides
  /// Errors of things that still hold it: removing waits for them to let go.
  std::span<const std::string_view> in_the_way = {};
  /// Errors of a resource that others are at work on: creating and changing waits for them.
  std::span<const std::string_view> busy = {};

  const Tagging* tagging = nullptr;
  std::string_view tagged_as = {};  ///< ResourceType, as EC2 and SSM want it
  bool has_fixed_tags = false;      ///< other tags are another resource
};

/// A step in making, changing or removing a resource.
using ResourceStep = Task<ApiResult<void>> (*)(ResourceCall&);

/// A row of the table. What its `calls` say is done by the driver (driver.h); a function takes the place of a step.
struct ResourceType {
  std::string_view name;
  std::initializer_list<Attribute> attributes = {};
  std::string_view name_property = {};  ///< the property that names it; "" if none does
  NameRule name_rule = {};
  ServiceCalls calls = {};
  /// Properties that functions read, beside those that `calls` and names tell. What else AWS has is refused.
  std::initializer_list<std::string_view> reads = {};
  /// Where a change means something else in the sandbox than in AWS's model.
  std::initializer_list<std::pair<std::string_view, OnChange>> changes = {};
  /// Of an ARN "arn:…:SERVICE:REGION:ACCOUNT:PREFIXid". See `arn` for others.
  std::string_view arn_prefix = {};
  /// Attributes that each resource has others of: "Outputs.".
  std::string_view attribute_prefix = {};
  /// Attributes that change in place with a property: {property, attribute}.
  std::initializer_list<std::pair<std::string_view, std::string_view>> moves = {};
  /// Other resources change its attributes: Fn::GetAtt asks anew.
  bool has_live_attributes = false;

  /// Adds to the parameters of `create`, or of an update that sends all; may refuse.
  ApiResult<void> (*prepare)(const ResourceCall&, json::object& params) = nullptr;
  /// Adds to the parameters of `update`.
  void (*prepare_update)(const ResourceCall&, json::object& params) = nullptr;
  /// Adds to the parameters of `remove`.
  void (*prepare_remove)(const ResourceCall&, json::object& params) = nullptr;
  /// The id, where no path of the reply tells it.
  std::string (*made_id)(const ResourceCall&, const json::object& reply) = nullptr;
  /// Keeps in the step's journal what `outcome` has to know of the reply of `create` or `update`.
  void (*take_reply)(ResourceCall&, const json::object& reply) = nullptr;
  /// Before `calls.update`: changes that need operations of their own.
  ResourceStep change = nullptr;
  /// Turns what creation does not take from old_properties, which are empty then, into properties.
  ResourceStep configure = nullptr;
  ResourceStep before_remove = nullptr;
  /// What is there already fails the creation: `create` would put itself in its place.
  bool looks_first = false;
  std::string (*arn)(const ResourceCall&) = nullptr;
  /// Fills in attributes that come from kFunction.
  void (*attributes_of)(const ResourceCall&, const json::object& item, json::object& attributes) = nullptr;
  Make outcome = nullptr;  ///< in place of reading and `attributes`

  Make create = nullptr;
  Make update = nullptr;
  Remove remove = nullptr;
  Make revert = nullptr;           ///< in a rollback, in place of `update`
  ResourceStep finish = nullptr;   ///< in the cleanup of an update that went through it
  bool is_always_updated = false;  ///< also where the template has not changed
  bool goes_on =
      false;  ///< an interrupted creation is gone on with by `create`, under the id that is known by then
  Exists exists = nullptr;  ///< of types that users can name and `calls.read` does not find by name
  bool is_custom = false;   ///< answered by a function: any property, any attribute, no handlers
  /// Which of the attributes CreationPolicy and UpdatePolicy it heeds; others are refused.
  enum class Policies : std::uint8_t { kNone, kCreation, kCreationAndUpdate } policies = Policies::kNone;
  /// Whether UpdatePolicy asks for another resource where the changes would be made in place.
  bool (*replaces_by_policy)(const json::object& update_policy, const PropertyChanges& changes) = nullptr;
  std::string_view differences = {};  ///< from AWS, for docs/compatibility.md
  /// Makes the physical id out of the name, if it is not the name itself.
  std::string (*id_of_name)(const ResourceCall&, const std::string& name) = nullptr;
  /// What is asked for within properties and the sandbox lacks, beyond whole properties.
  std::optional<PropertyProblem> (*refuses)(const json::object& properties) = nullptr;
  /// Whether a change of a kConditional property needs another resource.
  bool (*replaces)(std::string_view property, const json::object& before,
                   const json::object& after) = nullptr;

  /// Nothing if AWS has no such property.
  std::optional<Property> find_property(std::string_view property) const;
  /// Names of those that the sandbox has.
  std::vector<std::string_view> supported_properties() const;
  bool has_attribute(std::string_view attribute) const;
  /// Whether the name that was chosen is the id, or makes it: a resource can be found again by it. Of others the service tells the id.
  bool is_found_by_name() const;
  /// Whether the stack's tags are its own, too.
  bool is_taggable() const { return calls.tagging && !calls.has_fixed_tags; }
  /// Whether anything of it changes in place.
  bool can_change() const;
};

/// @return  null if there is no such type; Custom::ANYTHING is one
const ResourceType* find_resource_type(std::string_view name);
/// All rows, for documents and tests.
std::span<const ResourceType* const> all_resource_types();

/// Each property known, of its shape, and none missing. @return  nothing if all is well
std::optional<PropertyProblem> property_problem(const ResourceType& type, const json::object& properties);

/// The first property that AWS has and the sandbox lacks. One that asks for nothing (an empty list, Enabled: false) is none.
std::optional<PropertyProblem> refused_property(const ResourceType& type, const json::object& properties);

PropertyChanges compare_properties(const ResourceType& type, const json::object& before,
                                   const json::object& after);

}  // namespace eni::sandbox::cloudformation
