import { Alert, Anchor, Button, Group } from "@mantine/core";
import { IconAlertTriangle, IconStethoscope } from "@tabler/icons-react";
import { useRef, useState, type FormEvent } from "react";
import { Link, useNavigate, useParams } from "react-router";

import { useCamera, useProbe, useSaveCamera } from "@/api/cameras";
import type { Camera } from "@/api/types";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { plural } from "@/ui/words";

import classes from "./CameraEditPage.module.css";
import { AddressFields, IdentityFields, PlaceFields, ReasonFields, RecordingFields } from "./CameraFields";
import { checkForm, EMPTY_FORM, formOf, probeOf, toWrite, type CameraForm, type FormErrors } from "./cameraForm";
import { Findings } from "./Findings";
import { shownFingerprint } from "./trust";

interface TestProps { form: CameraForm; saved: Camera | undefined; fault: string | undefined; set: (change: Partial<CameraForm>) => void }

function TestButton({ form, saved, fault, set }: TestProps) {
  const probe = useProbe(saved?.id);
  const [needsPassword, setNeedsPassword] = useState(false);
  const test = () => {
    const request = probeOf(form, saved);
    setNeedsPassword(request === "password");
    if (request !== "password") probe.mutate(request ?? undefined);
  };
  const trust = (digits: string) => { set({ trust: "pinned", fingerprint: shownFingerprint(digits) }); };
  return (
    <div className={classes["test"]}>
      <Button variant="default" onClick={test} loading={probe.isPending} disabled={form.main_url.trim() === "" || fault !== undefined} leftSection={<IconStethoscope size={17} aria-hidden />}>
        Test this address
      </Button>
      {needsPassword && <p role="alert" className={classes["hint"]}>Type the password as well: a changed address is not given the saved one.</p>}
      {probe.isError && <ErrorNote error={probe.error} what="The test did not run" />}
      {probe.data && <Findings result={probe.data} name={form.name || "the new camera"} pinned={form.trust === "pinned" ? form.fingerprint : ""} onTrust={trust} />}
    </div>
  );
}

function Editor({ saved }: { saved: Camera | undefined }) {
  const [form, setForm] = useState<CameraForm>(() => (saved ? formOf(saved) : EMPTY_FORM));
  const [errors, setErrors] = useState<FormErrors>({});
  const save = useSaveCamera(saved?.id);
  const navigate = useNavigate();
  const place = useRef<HTMLFormElement>(null);
  const set = (change: Partial<CameraForm>) => {
    setForm((was) => ({ ...was, ...change }));
    setErrors((was) => Object.fromEntries(Object.entries(was).filter(([field]) => !(field in change))));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const faults = checkForm(form);
    setErrors(faults);
    const first = Object.keys(faults)[0];
    if (first) {
      place.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    save.mutate(toWrite(form), {
      onSuccess: (camera) => {
        notify.done(saved ? "Camera saved" : "Camera added", [`${camera.number} ${camera.name}`, ...(camera.notes ?? [])].join(". "));
        void navigate(`/cameras/${camera.id}`);
      },
    });
  };
  const back = saved ? `/cameras/${saved.id}` : "/cameras";
  const fields = { form, errors, set };
  const faulty = Object.keys(errors).length;
  return (
    <Page title={saved ? `Change ${saved.number} ${saved.name}` : "Add a camera"}
      lead={<Anchor component={Link} to={back} c="dimmed">{saved ? "Back to the camera" : "All cameras"}</Anchor>}>
      <form ref={place} onSubmit={submit} noValidate className={classes["form"]}>
        <div className={classes["column"]}>
          <Panel title="Name and number"><IdentityFields {...fields} /></Panel>
          <Panel title="Address and sign-in">
            <AddressFields {...fields} hasPassword={saved?.has_password ?? false} />
            <TestButton form={form} saved={saved} fault={checkForm(form).main_url} set={set} />
          </Panel>
          <Panel title="Recording"><RecordingFields {...fields} /></Panel>
        </div>
        <div className={classes["column"]}>
          <Panel title="Place and view" flush><PlaceFields {...fields} saved={saved} /></Panel>
          <Panel title="Why it is there"><ReasonFields {...fields} /></Panel>
        </div>
        <div className={classes["end"]}>
          {faulty > 0 && (
            <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />} title={`${plural(faulty, "value")} to put right`}>The boxes are marked and say what they need.</Alert>
          )}
          {save.isError && <ErrorNote error={save.error} what="The camera was not saved" />}
          <Group>
            <Button type="submit" loading={save.isPending}>{saved ? "Save the changes" : "Add the camera"}</Button>
            <Button component={Link} to={back} variant="default">Leave it as it is</Button>
          </Group>
        </div>
      </form>
    </Page>
  );
}

/** Add a camera, or change one. */
export default function CameraEditPage() {
  const { id } = useParams();
  const { camera, isPending, isError, error, refetch } = useCamera(id);
  if (id && isError) return <Page title="Camera"><ErrorNote error={error} retry={() => { void refetch(); }} /></Page>;
  if (id && isPending) return <Page title="Camera"><p role="status" className="b-dim">Reading the camera</p></Page>;
  if (id && !camera) return <Page title="No such camera"><p>It may have been retired. <Anchor component={Link} to="/cameras">All cameras</Anchor></p></Page>;
  return <Editor key={id ?? "new"} saved={camera} />;
}
