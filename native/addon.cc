// SPDX-License-Identifier: Apache-2.0
/* JavaScript bindings of the probe and of accounts (types: src/source/native.ts). They convert values and
 * throw errors, nothing else. */
#include "ebpf/generated/events.h"
#include "ebpf/generated/stats.h"
#include "file_hole.h"
#include "privileges.h"
#include "probe.h"
#include "reader.h"
#include "waker.h"

#include <cstring>
#include <memory>
#include <napi.h>
#include <string>

namespace
{

Napi::Error ToError(Napi::Env env, const probe_error &error)
{
	Napi::Error thrown = Napi::Error::New(env, error.message);
	thrown.Set("code", Napi::String::New(env, error.code));
	return thrown;
}

uint16_t ToPort(const Napi::Value &value)
{
	return static_cast<uint16_t>(value.ToNumber().Uint32Value());
}

/* Conditions on system calls, not copied. Throws if the arrays differ in length. */
probe_conditions ToConditions(Napi::Env env, const Napi::Object &given)
{
	Napi::Uint8Array steps = given.Get("steps").As<Napi::Uint8Array>(),
			 paths = given.Get("pathArguments").As<Napi::Uint8Array>(),
			 prefixes = given.Get("prefixes").As<Napi::Uint8Array>();
	Napi::Uint16Array enters = given.Get("enters").As<Napi::Uint16Array>(),
			  exits = given.Get("exits").As<Napi::Uint16Array>();
	const size_t count = enters.ElementLength();

	if (exits.ElementLength() != count || paths.ElementLength() != count)
		throw Napi::RangeError::New(env, "enters, exits and pathArguments differ in length");
	return {
		steps.Data(), steps.ByteLength(), enters.Data(),	 exits.Data(), paths.Data(),
		count,	      prefixes.Data(),	  prefixes.ByteLength(),
	};
}

probe_interest ToInterest(Napi::Env env, const Napi::Object &given)
{
	Napi::Uint8Array calls = given.Get("calls").As<Napi::Uint8Array>();

	return {calls.Data(), calls.ByteLength(),
		ToConditions(env, given.Get("conditions").As<Napi::Object>())};
}

call_hooks ToCallHooks(Napi::Value given)
{
	if (!given.IsString())
		return CALL_HOOKS_CHOSEN;
	return given.ToString().Utf8Value() == "perf" ? CALL_HOOKS_PERF : CALL_HOOKS_SUBSTITUTED;
}

class NativeProbe : public Napi::ObjectWrap<NativeProbe>
{
public:
	explicit NativeProbe(const Napi::CallbackInfo &info) : Napi::ObjectWrap<NativeProbe>(info)
	{
		Napi::Object options = info[0].As<Napi::Object>();
		Napi::Value wanted = options.Get("interest");
		probe_interest interest = {};
		probe_options given = {options.Get("ringBytes").ToNumber().Uint32Value(),
				       options.Get("snaplen").ToNumber().Uint32Value(),
				       options.Get("isSnaplenDynamic").ToBoolean(),
				       ToPort(options.Get("fullPortMin")),
				       ToPort(options.Get("fullPortMax")),
				       options.Get("hasSwitches").ToBoolean(),
				       options.Get("hasSignals").ToBoolean(),
				       options.Get("hasPageFaults").ToBoolean(),
				       options.Get("hasSelf").ToBoolean(),
				       options.Get("hidesParent").ToBoolean(),
				       options.Get("hidesHelpers").ToBoolean(),
				       wanted.IsObject() ? &interest : nullptr,
				       options.Get("areVerdictsStaleOnAnyChange").ToBoolean(),
				       options.Get("learnsTables").ToBoolean(),
				       options.Get("followed").ToNumber().Uint32Value(),
				       ToCallHooks(options.Get("callHooks"))};
		probe_error error = {};

		if (wanted.IsObject())
			interest = ToInterest(info.Env(), wanted.As<Napi::Object>());
		probe_ = probe__open(&given, &error);
		if (!probe_)
			throw ToError(info.Env(), error);
	}

	~NativeProbe() override
	{
		Release();
	}

	static Napi::Function Define(Napi::Env env)
	{
		return DefineClass(env, "NativeProbe",
				   {InstanceMethod<&NativeProbe::Read>("read"),
				    InstanceMethod<&NativeProbe::Flush>("flush"),
				    InstanceMethod<&NativeProbe::Queued>("queued"),
				    InstanceMethod<&NativeProbe::OnReadable>("onReadable"),
				    InstanceMethod<&NativeProbe::Reject>("reject"),
				    InstanceMethod<&NativeProbe::Begin>("begin"),
				    InstanceMethod<&NativeProbe::RefusedPrograms>("refusedPrograms"),
				    InstanceMethod<&NativeProbe::Detach>("detach"),
				    InstanceMethod<&NativeProbe::Stats>("stats"),
				    InstanceMethod<&NativeProbe::Close>("close")});
	}

private:
	/* The open probe; throws after close. */
	probe *Opened(const Napi::CallbackInfo &info) const
	{
		if (!probe_)
			throw Napi::Error::New(info.Env(), "the probe is closed");
		return probe_;
	}

	Napi::Value ReadInto(const Napi::CallbackInfo &info, bool all)
	{
		Napi::Uint8Array slab = info[0].As<Napi::Uint8Array>();

		if (slab.ByteLength() < PROBE_SLAB_MIN)
			throw Napi::RangeError::New(info.Env(), "the slab is smaller than 128 KiB");
		size_t bytes = probe__read(Opened(info), slab.Data(), slab.ByteLength(), all);
		return Napi::Number::New(info.Env(), static_cast<double>(bytes));
	}

	Napi::Value Read(const Napi::CallbackInfo &info)
	{
		return ReadInto(info, false);
	}

	Napi::Value Flush(const Napi::CallbackInfo &info)
	{
		return ReadInto(info, true);
	}

	Napi::Value Queued(const Napi::CallbackInfo &info)
	{
		return Napi::Number::New(info.Env(), static_cast<double>(probe__queued(Opened(info))));
	}

	void OnReadable(const Napi::CallbackInfo &info)
	{
		waker_ = std::make_unique<Waker>(info.Env(), info[0].As<Napi::Function>(), Opened(info));
	}

	Napi::Value Reject(const Napi::CallbackInfo &info)
	{
		Napi::Uint32Array verdicts = info[0].As<Napi::Uint32Array>();
		uint32_t count = info[1].ToNumber().Uint32Value();

		if (count > verdicts.ElementLength() / 4)
			throw Napi::RangeError::New(info.Env(),
						    "the array holds fewer verdicts than the count");
		return Napi::Boolean::New(info.Env(), probe__reject(Opened(info), verdicts.Data(), count));
	}

	void Begin(const Napi::CallbackInfo &info)
	{
		probe__begin(Opened(info));
	}

	Napi::Value RefusedPrograms(const Napi::CallbackInfo &info)
	{
		const char *const *names;
		size_t count = probe__refused_programs(Opened(info), &names);
		Napi::Array list = Napi::Array::New(info.Env(), count);

		for (uint32_t i = 0; i < count; i++)
			list.Set(i, Napi::String::New(info.Env(), names[i]));
		return list;
	}

	void Detach(const Napi::CallbackInfo &info)
	{
		probe__detach(Opened(info));
	}

	void Stats(const Napi::CallbackInfo &info)
	{
		Napi::BigUint64Array into = info[0].As<Napi::BigUint64Array>();

		if (into.ElementLength() < STAT_COUNT)
			throw Napi::RangeError::New(info.Env(), "too few slots for the counters");
		probe__stats(Opened(info), into.Data());
	}

	void Close(const Napi::CallbackInfo &)
	{
		Release();
	}

	void Release()
	{
		waker_.reset();
		probe__close(probe_);
		probe_ = nullptr;
	}

	probe *probe_ = nullptr;
	std::unique_ptr<Waker> waker_;
};

void Prepare(const Napi::CallbackInfo &)
{
	probe__prepare();
}

Napi::Value HasReader(const Napi::CallbackInfo &info)
{
	return Napi::Boolean::New(info.Env(), reader__is_there(info[0].ToNumber().Int32Value()));
}

Napi::Value FindAccount(const Napi::CallbackInfo &info)
{
	std::string name = info[0].ToString();
	account found = {name.c_str(), 0, 0};

	if (!account__find(&found))
		return info.Env().Null();
	Napi::Object result = Napi::Object::New(info.Env());
	result.Set("name", name);
	result.Set("uid", found.uid);
	result.Set("gid", found.gid);
	return result;
}

void BecomeAccount(const Napi::CallbackInfo &info)
{
	Napi::Object given = info[0].As<Napi::Object>();
	std::string name = given.Get("name").ToString();
	account user = {name.c_str(), given.Get("uid").ToNumber().Uint32Value(),
			given.Get("gid").ToNumber().Uint32Value()};
	int err = account__become(&user, static_cast<uint64_t>(info[1].ToNumber().Int64Value()));

	if (err)
		throw Napi::Error::New(info.Env(), strerror(-err));
}

void PunchHole(const Napi::CallbackInfo &info)
{
	int err = file_hole__punch(info[0].ToNumber().Int32Value(), info[1].ToNumber().Int64Value(),
				   info[2].ToNumber().Int64Value());

	if (err)
		throw Napi::Error::New(info.Env(), strerror(-err));
}

Napi::Object Init(Napi::Env env, Napi::Object exports)
{
	Napi::Function constructor = NativeProbe::Define(env);

	exports.Set("findAccount", Napi::Function::New<FindAccount>(env, "findAccount"));
	exports.Set("becomeAccount", Napi::Function::New<BecomeAccount>(env, "becomeAccount"));
	exports.Set("schemaHash", Napi::String::New(env, SCHEMA_HASH));
	exports.Set("queueBytes", Napi::Number::New(env, static_cast<double>(probe__queue_limit())));
	exports.Set("NativeProbe", constructor);
	exports.Set("prepare", Napi::Function::New<Prepare>(env, "prepare"));
	env.AddCleanupHook([] { probe__cancel(); });
	exports.Set("hasReader", Napi::Function::New<HasReader>(env, "hasReader"));
	exports.Set("punchHole", Napi::Function::New<PunchHole>(env, "punchHole"));
	return exports;
}

} // namespace

NODE_API_MODULE(sysshark, Init)
