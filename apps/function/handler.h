#pragma once
/// One event in, one answer out, whatever happens.
#include "function/role_setting.h"
#include "lambda_runtime/answer_delivery.h"
#include "lambda_runtime/custom_resource_answer.h"
#include "lambda_runtime/runtime_api.h"
#include "trunking/physical_id.h"

namespace eni::function {

/// The world as the handler sees it; all outlive it.
struct Ports {
  RoleSessions& sessions;
  AccountSettings& settings;
  lambda_runtime::AnswerSink& answers;
  Waiter& waiter;
  Random& random;
  Logger& log;
};

class Handler {
 public:
  /// @param own_region  AWS_REGION: what the property Region defaults to
  Handler(const Ports& ports, aws::Region own_region) : ports_{ports}, own_region_{std::move(own_region)} {}

  /// Does what the event asks for and delivers the answer, both before Lambda's deadline.
  /// @return  a summary, once the answer is delivered: also when it says FAILED, so that Lambda does not run
  /// the event
  ///          again
  /// @error   CustomResource.InvalidEvent: an event that cannot be answered.
  ///          CustomResource.AnswerNotDelivered: Lambda is to run the event again
  Result<std::string, lambda_runtime::InvocationError> handle(const lambda_runtime::Invocation& invocation);

 private:
  using Answer = lambda_runtime::Answer;
  using Event = lambda_runtime::CustomResourceEvent;

  Answer decide(const json::value& event, const trunking::ResourceName& name, TimePoint lambda_deadline);
  Answer dispatch(const Event& event, const trunking::ResourceName& name, TimePoint lambda_deadline);
  Answer create(const Event& event, const trunking::ResourceName& name, TimePoint lambda_deadline);
  Answer update(const Event& event, const trunking::ResourceName& name, TimePoint lambda_deadline);
  Answer remove(const Event& event, const trunking::ResourceName& name, TimePoint lambda_deadline);

  /// Makes the setting for each role; fills in the answer's data or its reason. @return whether all went well
  bool apply_all(const trunking::SettingProperties& properties, const Attempts& attempts, Answer& answer);
  /// Takes the setting of these roles back. @return whether all went well
  bool undo_all(const std::vector<std::string>& roles, const trunking::SettingProperties& properties,
                const Attempts& attempts, Answer& answer);
  Attempts attempts_for(const trunking::SettingProperties& properties, TimePoint lambda_deadline) const;

  Ports ports_;
  aws::Region own_region_;
};

}  // namespace eni::function
